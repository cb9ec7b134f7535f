using Gateway.Upstreams.Breaking;
using Yarp.ReverseProxy.LoadBalancing;
using Yarp.ReverseProxy.Model;

namespace Gateway.Upstreams.Choosing;

/// <summary>
/// Each in turn, in proportion to its weight, never several times in a row for one that weighs more (nginx's smooth weighted round robin):
/// all gain their weight, who has most is chosen and pays the sum.
/// </summary>
internal sealed class WeightedRoundRobinPolicy(UpstreamLedger ledger) : ILoadBalancingPolicy
{
    /// <inheritdoc/>
    public string Name => "WeightedRoundRobin";

    /// <inheritdoc/>
    public DestinationState? PickDestination(
        HttpContext context, ClusterState cluster, IReadOnlyList<DestinationState> availableDestinations)
    {
        var priority = Ranking.BestPriority(ledger, availableDestinations);
        (DestinationState Destination, DestinationStatus Known)? chosen = null;
        var sum = 0d;
        lock (ledger.Of(cluster).Turns)
        {
            for (var i = 0; i < availableDestinations.Count; i++)
            {
                var known = ledger.Of(availableDestinations[i]);
                var (rank, weight) = known.Standing(availableDestinations[i]);
                if (rank != priority)
                {
                    continue;
                }

                sum += weight;
                known.Turn += weight;
                if (chosen is null || known.Turn > chosen.Value.Known.Turn)
                {
                    chosen = (availableDestinations[i], known);
                }
            }

            if (chosen is { } winner)
            {
                winner.Known.Turn -= sum;
            }
        }

        return chosen?.Destination;
    }
}
