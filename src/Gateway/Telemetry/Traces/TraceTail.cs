using System.Diagnostics;
using System.Runtime.CompilerServices;
using OpenTelemetry;

namespace Gateway.Telemetry.Traces;

/// <summary>
/// Decides at the end of a request about a trace that its beginning did not choose: errors and slow requests are kept. Its spans hang on
/// the request's own span until then, a bounded number of them, so what is held is bounded by the requests under way and goes with them.
/// </summary>
/// <param name="export">Where kept spans go.</param>
/// <param name="slow">From which duration on a request is kept.</param>
internal sealed class TraceTail(BaseProcessor<Activity> export, TimeSpan slow) : BaseProcessor<Activity>
{
    /// <summary>Spans held for one request. A chain of three upstreams with three attempts each makes about 25.</summary>
    private const int MostHeld = 64;

    private const int FirstServerError = 500;

    private readonly ConditionalWeakTable<Activity, Held> _held = [];

    /// <inheritdoc/>
    public override void OnEnd(Activity data)
    {
        if (data.Recorded)
        {
            export.OnEnd(data);
            return;
        }

        var root = RootOf(data);
        if (ReferenceEquals(root, data))
        {
            End(root);
        }
        else if (_held.GetValue(root, _ => new Held()).Add(data))
        {
            Export(data);
        }
    }

    /// <inheritdoc/>
    protected override bool OnForceFlush(int timeoutMilliseconds) => export.ForceFlush(timeoutMilliseconds);

    /// <inheritdoc/>
    protected override bool OnShutdown(int timeoutMilliseconds) => export.Shutdown(timeoutMilliseconds);

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            export.Dispose();
        }

        base.Dispose(disposing);
    }

    private static Activity RootOf(Activity span)
    {
        var root = span;
        while (root.Parent is { } parent)
        {
            root = parent;
        }

        return root;
    }

    private static bool IsError(Activity span) =>
        span.Status == ActivityStatusCode.Error
            || span.GetTagItem("http.response.status_code") is int and >= FirstServerError;

    private void End(Activity root)
    {
        var held = _held.GetValue(root, _ => new Held());
        var isKept = root.Duration >= slow || IsError(root);
        var kept = held.End(isKept, out var wasKept);
        foreach (var span in kept)
        {
            Export(span);
        }

        if (wasKept)
        {
            Export(root);
        }
    }

    private void Export(Activity span)
    {
        // The exporter passes over what is not marked.
        span.ActivityTraceFlags |= ActivityTraceFlags.Recorded;
        export.OnEnd(span);
    }

    /// <summary>The spans of one request until its end, and the choice from then on: a fetch may outlive the client.</summary>
    private sealed class Held
    {
        private readonly Lock _gate = new();
        private readonly List<Activity> _spans = [];
        private bool _hasError;
        private bool? _isKept;

        /// <summary>Holds a span.</summary>
        /// <returns>Whether it is to be exported now, since its request has ended and is kept.</returns>
        public bool Add(Activity span)
        {
            lock (_gate)
            {
                _hasError |= IsError(span);
                if (_isKept is null && _spans.Count < MostHeld)
                {
                    _spans.Add(span);
                }

                return _isKept == true;
            }
        }

        /// <summary>The request has ended.</summary>
        /// <param name="isKept">Whether its own span is a reason to keep the trace.</param>
        /// <param name="wasKept">Whether it is kept.</param>
        /// <returns>What is to be exported with it.</returns>
        public IReadOnlyList<Activity> End(bool isKept, out bool wasKept)
        {
            lock (_gate)
            {
                wasKept = isKept || _hasError;
                _isKept = wasKept;
                IReadOnlyList<Activity> exported = wasKept ? [.. _spans] : [];
                _spans.Clear();
                return exported;
            }
        }
    }
}
