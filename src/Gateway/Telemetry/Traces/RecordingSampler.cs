using System.Diagnostics;
using OpenTelemetry.Trace;

namespace Gateway.Telemetry.Traces;

/// <summary>
/// Records every span, and marks as kept those whose parent is. What is recorded and not marked waits in <see cref="TraceTail"/> for the
/// end of its request, since only then it is known whether it was an error or slow.
/// </summary>
/// <param name="ratio">For spans that begin a trace and are no request, such as a health probe: no environment chooses for them.</param>
internal sealed class RecordingSampler(double ratio) : Sampler
{
    private readonly TraceIdRatioBasedSampler _background = new(ratio);

    /// <inheritdoc/>
    public override SamplingResult ShouldSample(in SamplingParameters samplingParameters)
    {
        var parent = samplingParameters.ParentContext;
        if (parent.TraceId == default && samplingParameters.Kind != ActivityKind.Server)
        {
            return _background.ShouldSample(samplingParameters).Decision == SamplingDecision.RecordAndSample
                ? new SamplingResult(SamplingDecision.RecordAndSample)
                : new SamplingResult(SamplingDecision.RecordOnly);
        }

        return parent.TraceFlags.HasFlag(ActivityTraceFlags.Recorded)
            ? new SamplingResult(SamplingDecision.RecordAndSample)
            : new SamplingResult(SamplingDecision.RecordOnly);
    }
}
