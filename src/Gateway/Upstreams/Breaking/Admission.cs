using Yarp.ReverseProxy.Model;

namespace Gateway.Upstreams.Breaking;

/// <summary>Which destinations an attempt may choose from.</summary>
internal sealed class Admission(UpstreamLedger ledger)
{
    /// <summary>
    /// Those that are not left alone. Or one alone whose probe is due, when the request can go on elsewhere if that fails, or there is
    /// nobody else: then only one request of an interval is risked.
    /// </summary>
    /// <param name="cluster">The upstream.</param>
    /// <param name="left">Its destinations that health checks have left and this request has not tried.</param>
    /// <param name="plan">How often probes are due.</param>
    /// <param name="mayProbe">Whether the request can go on elsewhere.</param>
    /// <param name="hasLostOne">
    /// Whether the request was lost by a destination that was not left alone. Then those that are, are its last chance: one may have come
    /// back since, as when all are restarted one after the other. The breaker of the one that has failed soon ends that, when nobody is.
    /// </param>
    /// <returns>None when all are left alone.</returns>
    public IReadOnlyList<DestinationState> Choose(
        ClusterState cluster, IReadOnlyList<DestinationState> left, BreakerPlan plan, bool mayProbe, bool hasLostOne)
    {
        var upstream = ledger.Of(cluster);
        if (!upstream.IsImpaired)
        {
            return left;
        }

        upstream.LookAgain(() => cluster.DestinationsState.AllDestinations.Any(destination => ledger.Of(destination).IsImpaired));
        List<DestinationState> closed = [.. left.Where(destination => ledger.Of(destination).Breaker.IsClosed)];
        if (Due(left, plan) is { } due
            && (mayProbe || closed.Count == 0 || ledger.Of(due).Breaker.IsOverdue(plan))
            && (closed.Count > 0 || upstream.TryProbe(plan.Interval)) && ledger.Of(due).Breaker.TryBeginProbe(plan))
        {
            // The request was risked to learn something. That it goes on elsewhere is no repetition of a client's, and paid for here:
            // where requests are rarer than probes, every one of them would have to be repeated, and soon could not be.
            upstream.Budget.Deposit(RetryBudget.Attempt);
            return [due];
        }

        return closed.Count > 0 ? Awake(closed) : LastChances(left, plan, hasLostOne);
    }

    /// <summary>Whether none of them is left alone, or on probation.</summary>
    public bool IsEachWell(ClusterState cluster, IReadOnlyList<DestinationState> candidates) =>
        !ledger.Of(cluster).IsImpaired || candidates.All(destination => ledger.Of(destination).Breaker.IsClosed);

    /// <summary>
    /// Who else may be asked for the same: of those that are well, who has least to do; null when nobody is.
    /// </summary>
    public DestinationState? Spare(IReadOnlyList<DestinationState> among, DestinationState asked) => among
        .Where(destination => destination != asked && !ledger.Of(destination).IsImpaired)
        .MinBy(destination => destination.ConcurrentRequestCount);

    /// <summary>How long until one of them may be asked again.</summary>
    public TimeSpan UntilProbe(IReadOnlyList<DestinationState> left, BreakerPlan plan) =>
        left.Count == 0 ? plan.Interval : left.Min(destination => ledger.Of(destination).Breaker.UntilProbe(plan));

    // Who asked to rest does so as long as there is somebody who did not.
    private List<DestinationState> Awake(List<DestinationState> closed)
    {
        List<DestinationState> awake = [.. closed.Where(destination => !ledger.Of(destination).IsResting)];
        return awake.Count > 0 ? awake : closed;
    }

    private List<DestinationState> LastChances(IReadOnlyList<DestinationState> left, BreakerPlan plan, bool hasLostOne)
    {
        if (hasLostOne && left.MinBy(destination => ledger.Of(destination).Breaker.LastTry) is { } last)
        {
            ledger.Of(last).Breaker.BeginProbeEarly();
        }

        return [.. left.Where(destination => ledger.Of(destination).Breaker.IsProbedEarly(plan))];
    }

    // Who has waited longest: of several that are down, the one that comes back must not stand behind one that does not.
    private DestinationState? Due(IReadOnlyList<DestinationState> left, BreakerPlan plan) => left
        .Where(destination => ledger.Of(destination).Breaker.IsDue(plan))
        .MinBy(destination => ledger.Of(destination).Breaker.LastTry);
}
