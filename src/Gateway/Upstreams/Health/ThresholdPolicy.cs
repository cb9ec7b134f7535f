using Gateway.Environments;
using Gateway.Errors;
using Gateway.Upstreams.Breaking;
using Yarp.ReverseProxy.Forwarder;
using Yarp.ReverseProxy.Health;
using Yarp.ReverseProxy.Model;

namespace Gateway.Upstreams.Health;

/// <summary>
/// Takes a destination out after so many failed health checks in a row, and back after so many good ones in a row: a server that comes up
/// answers its first check before it can bear its share.
/// </summary>
internal sealed class ThresholdPolicy(IDestinationHealthUpdater health, UpstreamLedger ledger) : IActiveHealthCheckPolicy
{
    /// <inheritdoc/>
    public string Name => ClusterHealth.ThresholdPolicy;

    /// <inheritdoc/>
    public void ProbingCompleted(ClusterState cluster, IReadOnlyList<DestinationProbingResult> probingResults)
    {
        var thresholds = ClusterHealth.Of(cluster.Model.Config.Metadata);
        health.SetActive(cluster, [.. probingResults.Select(result => Judge(result, thresholds))]);
    }

    private NewActiveDestinationHealth Judge(DestinationProbingResult result, ClusterHealth thresholds)
    {
        var probes = ledger.Of(result.Destination).Probes;
        probes.Count(result.Exception is { } exception ? CauseOf(exception) : null);
        return new NewActiveDestinationHealth(result.Destination, probes.Judge(result.Destination.Health.Active, thresholds));
    }

    private static string CauseOf(Exception exception) => exception switch
    {
        ProbeException unexpected => unexpected.Message,
        OperationCanceledException => "it did not answer in time",
        _ => (UpstreamFailure.Classify(ForwarderError.Request, exception) ?? ErrorCode.UpstreamReset).Name,
    };
}
