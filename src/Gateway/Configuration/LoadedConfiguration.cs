using Yarp.ReverseProxy.Configuration;

namespace Gateway.Configuration;

/// <summary>A configuration that was read without a fault of form. The rules of the features are still to be asked.</summary>
/// <param name="Options">The <c>Gateway</c> section.</param>
/// <param name="Clusters">YARP's clusters, by id.</param>
/// <param name="Routes">YARP routes of the user's own.</param>
internal sealed record LoadedConfiguration(
    GatewayOptions Options,
    IReadOnlyDictionary<string, ClusterConfig> Clusters,
    IReadOnlyList<RouteConfig> Routes)
{
    /// <summary>The https endpoints that show nothing unless the gateway has a certificate, or makes one, for them.</summary>
    public IReadOnlyList<HttpsEndpoint> HttpsWithoutCertificate { get; init; } = [];

    /// <summary>Whether the host environment is Development, in which a certificate is made at the start.</summary>
    public bool IsDevelopment { get; init; }
}
