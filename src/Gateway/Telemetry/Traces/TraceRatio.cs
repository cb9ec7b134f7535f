using System.Diagnostics;
using OpenTelemetry.Trace;

namespace Gateway.Telemetry.Traces;

/// <summary>
/// Which part of the traces of an environment is kept. The environment is not known when the server's span begins, so that span is
/// recorded in any case, and marked as kept here, before any span below it begins and before anything goes to an upstream.
/// </summary>
/// <param name="ratio">0 to 1. The same trace id gives the same choice in every gateway of that ratio.</param>
internal sealed class TraceRatio(double ratio)
{
    private readonly TraceIdRatioBasedSampler _sampler = new(ratio);

    /// <summary>Marks the span as kept when its trace is among those. A client's own choice is left alone.</summary>
    /// <param name="span">The span of the request, or null when none is recorded.</param>
    public void Choose(Activity? span)
    {
        if (span is { IsAllDataRequested: true, Recorded: false, HasRemoteParent: false }
            && _sampler.ShouldSample(new SamplingParameters(default, span.TraceId, span.DisplayName, span.Kind)).Decision
                == SamplingDecision.RecordAndSample)
        {
            span.ActivityTraceFlags |= ActivityTraceFlags.Recorded;
        }
    }
}
