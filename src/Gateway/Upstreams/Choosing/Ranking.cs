using Gateway.Upstreams.Breaking;
using Yarp.ReverseProxy.Model;

namespace Gateway.Upstreams.Choosing;

/// <summary>The order among destinations that their metadata gives them.</summary>
internal static class Ranking
{
    /// <summary>The lowest priority among those that can be asked; the others are backups until none of these is left.</summary>
    public static int BestPriority(UpstreamLedger ledger, IReadOnlyList<DestinationState> destinations)
    {
        var best = int.MaxValue;
        for (var i = 0; i < destinations.Count; i++)
        {
            best = Math.Min(best, ledger.Of(destinations[i]).Standing(destinations[i]).Priority);
        }

        return best;
    }
}
