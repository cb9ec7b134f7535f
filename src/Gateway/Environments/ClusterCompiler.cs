using System.Collections.Frozen;
using System.Globalization;
using System.Text.Json;
using Gateway.Configuration;
using Yarp.ReverseProxy.Configuration;
using Yarp.ReverseProxy.Forwarder;
using Yarp.ReverseProxy.Health;

namespace Gateway.Environments;

/// <summary>Lays what the gateway knows of an upstream over the YARP cluster of that id.</summary>
internal static class ClusterCompiler
{
    private const string TlsMetadata = "Gateway.Tls";
    private const string ConnectTimeoutMetadata = "Gateway.ConnectTimeout";

    /// <summary>The cluster as YARP gets it.</summary>
    /// <param name="cluster">As written.</param>
    /// <param name="upstream">What the gateway adds, or null.</param>
    /// <param name="isGoProxy">Whether a Go repository asks it.</param>
    public static ClusterConfig Compile(ClusterConfig cluster, UpstreamOptions? upstream, bool isGoProxy)
    {
        var options = upstream ?? new UpstreamOptions();
        var request = cluster.HttpRequest ?? ForwarderRequestConfig.Empty;
        var times = UpstreamTimes.Of(options.Resilience, request.ActivityTimeout, isGoProxy);
        return cluster with
        {
            // YARP's own limit on silence, 100 s when nothing is said, would cap a longer attempt: ours takes its place.
            HttpRequest = request with { ActivityTimeout = times.Silence },

            HealthCheck = WithPanic(cluster.HealthCheck),

            // Metadata is what YARP hands to the maker of a cluster's client, and compares to know whether a new one is needed.
            Metadata = new Dictionary<string, string>(
                cluster.Metadata ?? FrozenDictionary<string, string>.Empty, StringComparer.OrdinalIgnoreCase)
            {
                [TlsMetadata] = JsonSerializer.Serialize(options.Tls),
                [ConnectTimeoutMetadata] = times.Connect.ToString("c", CultureInfo.InvariantCulture),
            },
        };
    }

    /// <summary>How long a connection of a cluster may take to be made.</summary>
    public static TimeSpan ConnectTimeoutOf(IReadOnlyDictionary<string, string>? metadata) =>
        metadata?.GetValueOrDefault(ConnectTimeoutMetadata) is { } text
            ? TimeSpan.ParseExact(text, "c", CultureInfo.InvariantCulture)
            : UpstreamTimes.UsualConnect;

    // When health checks have taken the last destination out, it is asked all the same: a check that errs, or one failure of an only
    // destination, would otherwise be an outage of its own for as long as the check thinks so. Who wants that says HealthyAndUnknown.
    private static HealthCheckConfig? WithPanic(HealthCheckConfig? health) => health is { AvailableDestinationsPolicy: null }
        ? health with { AvailableDestinationsPolicy = HealthCheckConstants.AvailableDestinations.HealthyOrPanic }
        : health;

    /// <summary>The transport security that a cluster's metadata carries.</summary>
    public static UpstreamTlsOptions TlsOf(IReadOnlyDictionary<string, string>? metadata) =>
        metadata?.GetValueOrDefault(TlsMetadata) is { } text
            ? JsonSerializer.Deserialize<UpstreamTlsOptions>(text)!
            : new UpstreamTlsOptions();

    /// <summary>Whether connections made for one cluster serve the other.</summary>
    public static bool ConnectAlike(IReadOnlyDictionary<string, string>? one, IReadOnlyDictionary<string, string>? other) =>
        ConnectTimeoutOf(one) == ConnectTimeoutOf(other) && one?.GetValueOrDefault(TlsMetadata) == other?.GetValueOrDefault(TlsMetadata);
}
