using System.Collections.Frozen;
using Gateway.Configuration;
using Yarp.ReverseProxy.Configuration;
using Yarp.ReverseProxy.Forwarder;

namespace Gateway.Environments;

/// <summary>Lays what the gateway knows of an upstream over the YARP cluster of that id.</summary>
internal static class ClusterCompiler
{
    private const string RootsMetadata = "Gateway.Tls.TrustedRoots";
    private const string ClientCertificateMetadata = "Gateway.Tls.ClientCertificate";

    /// <summary>The cluster as YARP gets it.</summary>
    public static ClusterConfig Compile(ClusterConfig cluster, UpstreamOptions? upstream)
    {
        var options = upstream ?? new UpstreamOptions();
        var request = cluster.HttpRequest ?? ForwarderRequestConfig.Empty;
        return cluster with
        {
            // YARP's own limit on silence, 100 s when nothing is said, would cap a longer attempt: ours takes its place.
            HttpRequest = request with { ActivityTimeout = request.ActivityTimeout ?? options.Resilience.AttemptTimeout },

            // Metadata is what YARP hands to the maker of a cluster's client, and compares to know whether a new one is needed.
            Metadata = new Dictionary<string, string>(
                cluster.Metadata ?? FrozenDictionary<string, string>.Empty, StringComparer.OrdinalIgnoreCase)
            {
                [RootsMetadata] = string.Join('\n', options.Tls.TrustedRoots),
                [ClientCertificateMetadata] = options.Tls.ClientCertificate ?? "",
            },
        };
    }

    /// <summary>The transport security that a cluster's metadata carries.</summary>
    public static UpstreamTls TlsOf(IReadOnlyDictionary<string, string>? metadata)
    {
        var roots = metadata?.GetValueOrDefault(RootsMetadata) ?? "";
        var client = metadata?.GetValueOrDefault(ClientCertificateMetadata);
        return new UpstreamTls(roots.Split('\n', StringSplitOptions.RemoveEmptyEntries), string.IsNullOrEmpty(client) ? null : client);
    }
}

/// <summary>Transport security towards an upstream.</summary>
/// <param name="TrustedRoots">PEM files of the only roots that are trusted; empty for the system's.</param>
/// <param name="ClientCertificate">A PEM file with the client certificate and its key.</param>
internal sealed record UpstreamTls(IReadOnlyList<string> TrustedRoots, string? ClientCertificate)
{
    /// <summary>Whether connections made for one serve the other.</summary>
    public bool IsSameAs(UpstreamTls other) =>
        TrustedRoots.SequenceEqual(other.TrustedRoots, StringComparer.Ordinal) && ClientCertificate == other.ClientCertificate;
}
