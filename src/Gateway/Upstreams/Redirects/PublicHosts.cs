using System.Collections.Frozen;
using Gateway.Environments;

namespace Gateway.Upstreams.Redirects;

/// <summary>The hosts of the upstreams that are not marked private, none of which a private upstream may lead a private name to.</summary>
/// <param name="hosts">Each by its name, and its port where that is not the scheme's own.</param>
internal sealed class PublicHosts(FrozenSet<string> hosts)
{
    /// <summary>Whether a URL lies on one.</summary>
    public bool Contain(Uri url) => hosts.Contains(NameOf(url));

    /// <summary>What a host is known by; http and https of one host are the same.</summary>
    public static string NameOf(Uri url) => url.IsDefaultPort ? url.IdnHost : $"{url.IdnHost}:{url.Port}";
}

/// <summary>What the redirects of a request must keep to whose name is private.</summary>
/// <param name="Hosts">Where it must not be led.</param>
/// <param name="OnWithheld">Called when it would have been.</param>
internal sealed record PrivateRedirects(PublicHosts Hosts, Action OnWithheld)
{
    /// <summary>The option under which a request towards the upstream carries it.</summary>
    public static readonly HttpRequestOptionsKey<PrivateRedirects> Key = new("Gateway.PrivateRedirects");
}

/// <summary>Finds the public hosts of a snapshot.</summary>
internal sealed class PublicHostsPart : ISnapshotPart
{
    /// <inheritdoc/>
    public Type PartType => typeof(PublicHosts);

    /// <inheritdoc/>
    public object Compile(GatewaySnapshot snapshot) => new PublicHosts(snapshot.Source.Clusters.Values
        .Where(cluster => snapshot.Source.Options.Upstreams.GetValueOrDefault(cluster.ClusterId) is not { Private: true })
        .SelectMany(cluster => cluster.Destinations?.Values ?? [])
        .Select(destination => PublicHosts.NameOf(new Uri(destination.Address)))
        .ToFrozenSet(StringComparer.OrdinalIgnoreCase));
}
