using System.Diagnostics.Metrics;
using Gateway.Telemetry;
using Gateway.Upstreams.Breaking;
using Yarp.ReverseProxy;
using Yarp.ReverseProxy.Model;

namespace Gateway.Upstreams;

/// <summary>The health of destinations as metrics, read whenever a collector asks.</summary>
internal sealed class UpstreamGauges(IProxyStateLookup clusters, UpstreamLedger ledger, IMeterFactory meters) : IHostedService
{
    /// <inheritdoc/>
    public Task StartAsync(CancellationToken cancellationToken)
    {
        var meter = meters.Create(GatewaySource.Name);
        meter.CreateObservableGauge(
            "gateway.destination.healthy", () => Of(Healthy), description: "1 while a destination is asked, 0 while it is left alone.");
        meter.CreateObservableGauge(
            "gateway.breaker.state", () => Of(State), description: "0 closed: requests pass; 1 half open: one is under way; 2 open.");
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private int Healthy(DestinationState destination) =>
        ledger.Of(destination).Breaker.IsClosed && !IsUnhealthy(destination.Health) ? 1 : 0;

    private int State(DestinationState destination) => (int)ledger.Of(destination).Breaker.Situation.State;

    private static bool IsUnhealthy(DestinationHealthState health) =>
        health.Active == DestinationHealth.Unhealthy || health.Passive == DestinationHealth.Unhealthy;

    private IEnumerable<Measurement<int>> Of(Func<DestinationState, int> value) =>
        from cluster in clusters.GetClusters()
        from destination in cluster.DestinationsState.AllDestinations
        select new Measurement<int>(value(destination), new("upstream", cluster.ClusterId), new("destination", destination.DestinationId));
}
