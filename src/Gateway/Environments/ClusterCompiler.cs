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
    private const string HedgingMetadata = "Gateway.Hedging";
    private const string LookUpMetadata = "Gateway.LookUp";
    private const string LifetimeMetadata = "Gateway.ConnectionLifetime";

    /// <summary>What a cluster's connections are made by.</summary>
    private static readonly string[] OfConnections = [TlsMetadata, ConnectTimeoutMetadata, LifetimeMetadata, HedgingMetadata];

    /// <summary>Where health is asked for when nobody says where.</summary>
    private const string UsualProbePath = "/health";

    /// <summary>The cluster as YARP gets it.</summary>
    /// <param name="cluster">As written.</param>
    /// <param name="upstream">What the gateway adds, or null.</param>
    /// <param name="isGoProxy">Whether a Go repository asks it.</param>
    public static ClusterConfig Compile(ClusterConfig cluster, UpstreamOptions? upstream, bool isGoProxy)
    {
        var options = upstream ?? new UpstreamOptions();
        var request = cluster.HttpRequest ?? ForwarderRequestConfig.Empty;
        var times = UpstreamTimes.Of(options.Resilience, request.ActivityTimeout, isGoProxy);
        var metadata = new Dictionary<string, string>(
            cluster.Metadata ?? FrozenDictionary<string, string>.Empty, StringComparer.OrdinalIgnoreCase)
        {
            [TlsMetadata] = JsonSerializer.Serialize(options.Tls),
            [HedgingMetadata] = options.Resilience.Hedging.Enabled ? bool.TrueString : "",
            [LifetimeMetadata] = options.Names.Interval.ToString("c", CultureInfo.InvariantCulture),
            [ConnectTimeoutMetadata] = times.Connect.ToString("c", CultureInfo.InvariantCulture),
        };
        ClusterHealth.Of(options).WriteTo(metadata);
        return cluster with
        {
            Destinations = options.Names.EveryAddress ? WithLookUp(cluster.Destinations, options.Names.Interval) : cluster.Destinations,

            // YARP's own limit on silence, 100 s when nothing is said, would cap a longer attempt: ours takes its place.
            HttpRequest = request with { ActivityTimeout = times.Silence },

            HealthCheck = WithDefaults(cluster.HealthCheck, options.Health),

            // Metadata is what YARP hands to the maker of a cluster's client, and compares to know whether a new one is needed.
            Metadata = metadata,
        };
    }

    /// <summary>How long a connection of a cluster may take to be made.</summary>
    public static TimeSpan ConnectTimeoutOf(IReadOnlyDictionary<string, string>? metadata) =>
        metadata?.GetValueOrDefault(ConnectTimeoutMetadata) is { } text
            ? TimeSpan.ParseExact(text, "c", CultureInfo.InvariantCulture)
            : UpstreamTimes.UsualConnect;

    /// <summary>Whether requests to a cluster may be asked of two destinations at once.</summary>
    public static bool IsHedged(IReadOnlyDictionary<string, string>? metadata) =>
        metadata?.GetValueOrDefault(HedgingMetadata) is { Length: > 0 };

    /// <summary>How often the name of a destination is looked up; null when it is one destination, whatever its addresses.</summary>
    public static TimeSpan? LookUpIntervalOf(IReadOnlyDictionary<string, string>? metadata) =>
        metadata?.GetValueOrDefault(LookUpMetadata) is { } text ? TimeSpan.ParseExact(text, "c", CultureInfo.InvariantCulture) : null;

    /// <summary>How long a connection of a cluster lives, so that a changed address is noticed.</summary>
    public static TimeSpan ConnectionLifetimeOf(IReadOnlyDictionary<string, string>? metadata) =>
        metadata?.GetValueOrDefault(LifetimeMetadata) is { } text
            ? TimeSpan.ParseExact(text, "c", CultureInfo.InvariantCulture)
            : new UpstreamNamesOptions().Interval;

    private static Dictionary<string, DestinationConfig>? WithLookUp(
        IReadOnlyDictionary<string, DestinationConfig>? destinations, TimeSpan interval) => destinations?.ToDictionary(
        destination => destination.Key,
        destination => destination.Value with
        {
            Metadata = new Dictionary<string, string>(
                destination.Value.Metadata ?? FrozenDictionary<string, string>.Empty, StringComparer.OrdinalIgnoreCase)
            {
                [LookUpMetadata] = interval.ToString("c", CultureInfo.InvariantCulture),
            },
        },
        StringComparer.OrdinalIgnoreCase);

    // When health checks have taken the last destination out, it is asked all the same: a check that errs, or one failure of an only
    // destination, would otherwise be an outage of its own for as long as the check thinks so. Who wants that says HealthyAndUnknown.
    private static HealthCheckConfig? WithDefaults(HealthCheckConfig? health, HealthOptions options) => health is null ? null : health with
    {
        AvailableDestinationsPolicy = health.AvailableDestinationsPolicy
            ?? (options.PanicThreshold > 0 ? ClusterHealth.PanicPolicy : HealthCheckConstants.AvailableDestinations.HealthyOrPanic),
        Active = health.Active is not { } active ? null : active with
        {
            Policy = active.Policy ?? ClusterHealth.ThresholdPolicy,
            Path = active.Path ?? UsualProbePath,
        },
    };

    /// <summary>The transport security that a cluster's metadata carries.</summary>
    public static UpstreamTlsOptions TlsOf(IReadOnlyDictionary<string, string>? metadata) =>
        metadata?.GetValueOrDefault(TlsMetadata) is { } text
            ? JsonSerializer.Deserialize<UpstreamTlsOptions>(text)!
            : new UpstreamTlsOptions();

    /// <summary>Whether connections made for one cluster serve the other.</summary>
    public static bool ConnectAlike(IReadOnlyDictionary<string, string>? one, IReadOnlyDictionary<string, string>? other) =>
        Array.TrueForAll(OfConnections, key => one?.GetValueOrDefault(key) == other?.GetValueOrDefault(key));
}
