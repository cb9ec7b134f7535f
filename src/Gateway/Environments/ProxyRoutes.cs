using System.Collections.Frozen;
using Microsoft.Extensions.Primitives;
using Yarp.ReverseProxy.Model;

namespace Gateway.Environments;

/// <summary>
/// The endpoints that YARP made of the routes, in two parts: those of repositories, found by route id, and the user's own,
/// which ASP.NET Core's routing matches.
/// </summary>
internal sealed class ProxyRoutes(EndpointDataSource source) : EndpointDataSource
{
    /// <summary>The route metadata that marks a repository's route; its value is the mount.</summary>
    public const string MountMetadata = "Gateway.Mount";

    /// <inheritdoc/>
    public override IReadOnlyList<Endpoint> Endpoints => [.. source.Endpoints.Where(endpoint => !IsMount(endpoint))];

    /// <summary>The endpoints of repositories now, by route id.</summary>
    public FrozenDictionary<string, Endpoint> Mounts() =>
        source.Endpoints.Where(IsMount).ToFrozenDictionary(endpoint => RouteOf(endpoint).Config.RouteId, StringComparer.Ordinal);

    /// <inheritdoc/>
    public override IChangeToken GetChangeToken() => source.GetChangeToken();

    private static bool IsMount(Endpoint endpoint) => RouteOf(endpoint).Config.Metadata?.ContainsKey(MountMetadata) == true;

    private static RouteModel RouteOf(Endpoint endpoint) => endpoint.Metadata.GetRequiredMetadata<RouteModel>();
}
