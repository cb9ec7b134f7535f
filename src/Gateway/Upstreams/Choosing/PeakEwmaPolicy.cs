using Gateway.Upstreams.Breaking;
using Yarp.ReverseProxy.LoadBalancing;
using Yarp.ReverseProxy.Model;

namespace Gateway.Upstreams.Choosing;

/// <summary>
/// Where one more request is likely to be answered soonest: by what the destination took lately, how many it has, and its weight. Among
/// equals they take turns.
/// </summary>
internal sealed class PeakEwmaPolicy(UpstreamLedger ledger) : ILoadBalancingPolicy
{
    /// <summary>The policy's name.</summary>
    public const string PolicyName = "PeakEwma";

    /// <summary>
    /// What an unknown destination counts for, in seconds: little, so that it is tried, and not nothing, so that the requests it already
    /// has count.
    /// </summary>
    private const double Unknown = 0.000_1;

    private int _turn;

    /// <inheritdoc/>
    public string Name => PolicyName;

    /// <inheritdoc/>
    public DestinationState? PickDestination(
        HttpContext context, ClusterState cluster, IReadOnlyList<DestinationState> availableDestinations)
    {
        var priority = Ranking.BestPriority(ledger, availableDestinations);
        var first = (uint)Interlocked.Increment(ref _turn);
        DestinationState? chosen = null;
        var least = double.MaxValue;
        for (var i = 0; i < availableDestinations.Count; i++)
        {
            var destination = availableDestinations[(int)((first + (uint)i) % (uint)availableDestinations.Count)];
            var known = ledger.Of(destination);
            var (rank, weight) = known.Standing(destination);
            var underWay = destination.ConcurrentRequestCount;
            var cost = Math.Max(known.Latency.Cost(underWay), Unknown * (underWay + 1)) / weight;
            if (rank == priority && cost < least)
            {
                (chosen, least) = (destination, cost);
            }
        }

        return chosen;
    }
}
