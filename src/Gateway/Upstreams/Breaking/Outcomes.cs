using Gateway.Errors;
using Yarp.ReverseProxy.Model;

namespace Gateway.Upstreams.Breaking;

/// <summary>Learns from how each attempt went, and says when that changes what is done.</summary>
internal sealed class Outcomes(UpstreamLedger ledger, ILoggerFactory loggers)
{
    /// <summary>
    /// The longest that a destination is believed when it asks to be left alone: one that says an hour means "soon" to a person.
    /// </summary>
    private static readonly TimeSpan LongestRest = TimeSpan.FromMinutes(1);

    private readonly ILogger _logger = loggers.CreateLogger("Gateway.Upstreams");

    /// <summary>An attempt is over.</summary>
    /// <param name="cluster">The upstream.</param>
    /// <param name="destination">Who was asked.</param>
    /// <param name="plan">How the upstream is asked.</param>
    /// <param name="state">What came of it.</param>
    /// <param name="error">Why no answer came or why it broke; null for an answer, and when the client left.</param>
    public void Tell(ClusterState cluster, DestinationState destination, UpstreamPlan plan, AttemptState state, ErrorCode? error)
    {
        var known = ledger.Of(destination);
        if (error is null && state.Status is { } status && IsWell(cluster, plan, status))
        {
            if (plan.Hedging is not null)
            {
                ledger.Of(cluster).Heads.Observe(state.Latency);
            }

            if (plan.LearnsLatency)
            {
                known.Latency.Observe(state.Latency);
            }

            if (known.Breaker.Succeeded() is { } closed)
            {
                known.Recover(plan.SlowStart);
                Log.DestinationClosed(_logger, destination.DestinationId, cluster.ClusterId, closed.Reason);
            }

            return;
        }

        // A client's own fault is no fault of the destination.
        var cause = error is { Status: >= StatusCodes.Status500InternalServerError } ? error.Name
            : error is null && state.Status is { } refused ? $"status {refused}"
            : null;
        if (cause is not null)
        {
            Fail(cluster, destination, known, plan, state.RestFor, cause);
        }
    }

    /// <summary>A body broke that will go on from elsewhere.</summary>
    public void Broke(ClusterState cluster, DestinationState destination, UpstreamPlan plan, string cause) =>
        Fail(cluster, destination, ledger.Of(destination), plan, rest: null, cause);

    // Where nobody else could be asked, an answer that says what is wrong is worth more to the client than ours, which could only say that
    // there is nobody: a destination that was gone and now answers, whatever it answers, is back.
    private static bool IsWell(ClusterState cluster, UpstreamPlan plan, int status) =>
        !plan.RetryOn.Contains(status) || cluster.DestinationsState.AllDestinations.Count == 1;

    private void Fail(
        ClusterState cluster, DestinationState destination, DestinationStatus known, UpstreamPlan plan, TimeSpan? rest, string cause)
    {
        known.Latency.Fail();
        if (rest is { } span)
        {
            known.Rest(span < LongestRest ? span : LongestRest);
            ledger.Of(cluster).IsImpaired = true;
        }

        var wasClosed = known.Breaker.IsClosed;
        if (known.Breaker.Failed(plan.Breaker, cause) is { } opened)
        {
            ledger.Of(cluster).IsImpaired = true;
            Log.DestinationOpened(_logger, destination.DestinationId, cluster.ClusterId, opened.Reason);
            if (wasClosed)
            {
                LetOthersTry(cluster, destination);
            }
        }
    }

    /// <summary>
    /// When the last one that was asked is lost, those that were left alone are tried at once and not when their time comes: where all are
    /// restarted one after the other, the first is long back by then.
    /// </summary>
    private void LetOthersTry(ClusterState cluster, DestinationState lost)
    {
        var all = cluster.DestinationsState.AllDestinations;
        if (all.Any(destination => ledger.Of(destination).Breaker.IsClosed))
        {
            return;
        }

        foreach (var other in all.Where(destination => destination != lost))
        {
            ledger.Of(other).Breaker.BeginProbeEarly();
        }
    }
}
