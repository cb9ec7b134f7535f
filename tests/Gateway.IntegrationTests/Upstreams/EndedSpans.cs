using System.Collections.Concurrent;
using System.Diagnostics;

namespace Gateway.IntegrationTests.Upstreams;

/// <summary>The spans of the gateway that end while it is there, those of other tests among them.</summary>
internal sealed class EndedSpans : IDisposable
{
    private readonly ConcurrentQueue<Activity> _ended = new();
    private readonly ActivityListener _listener;

    public EndedSpans()
    {
        _listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name is "Gateway" or "Microsoft.AspNetCore",
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = _ended.Enqueue,
        };
        ActivitySource.AddActivityListener(_listener);
    }

    /// <summary>Those of one trace with one name.</summary>
    public IReadOnlyList<Activity> Of(string trace, string name) =>
        [.. _ended.Where(span => span.TraceId.ToHexString() == trace && span.OperationName == name)];

    public void Dispose() => _listener.Dispose();
}
