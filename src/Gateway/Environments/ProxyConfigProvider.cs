using Microsoft.Extensions.Primitives;
using Yarp.ReverseProxy.Configuration;

namespace Gateway.Environments;

/// <summary>Gives YARP the routes of every mounted repository, the user's own routes and the clusters, as one configuration.</summary>
internal sealed class ProxyConfigProvider : IProxyConfigProvider
{
    private ProxyConfig _current = new("none", [], []);

    /// <inheritdoc/>
    public IProxyConfig GetConfig() => Volatile.Read(ref _current);

    /// <summary>Puts a snapshot's configuration in force. YARP applies it on its own time and tells its listeners.</summary>
    public void Update(GatewaySnapshot snapshot)
    {
        var routes = snapshot.Mounts.Select(RouteOf).Concat(snapshot.Source.Routes).ToList();
        var upstreams = snapshot.Source.Options.Upstreams;
        var clusters = snapshot.Source.Clusters.Values
            .Select(cluster => ClusterCompiler.Compile(
                cluster, upstreams.GetValueOrDefault(cluster.ClusterId), snapshot.IsGoProxy(cluster.ClusterId)))
            .ToList();
        var previous = Interlocked.Exchange(ref _current, new ProxyConfig(snapshot.Revision, routes, clusters));
        previous.SignalChange();
    }

    /// <summary>
    /// Whether a configuration that the proxy has applied is that of a snapshot. The proxy wraps one whose destinations were resolved, and
    /// does not pass its revision on; the list of routes it does.
    /// </summary>
    public bool IsOf(IProxyConfig applied, GatewaySnapshot snapshot)
    {
        var current = Volatile.Read(ref _current);
        return current.RevisionId == snapshot.Revision && ReferenceEquals(applied.Routes, current.Routes);
    }

    /// <summary>
    /// The route of a mounted repository. Its path only documents it: the gateway finds the endpoint by environment and mount
    /// and hands the request to it, without the routing matcher.
    /// </summary>
    private static RouteConfig RouteOf(MountedRepository mount) => new()
    {
        RouteId = mount.RouteId,
        ClusterId = mount.Upstreams[0],
        Match = new RouteMatch { Path = mount.Options.Path + "/{**rest}" },
        Metadata = new Dictionary<string, string>(StringComparer.Ordinal) { [ProxyRoutes.MountMetadata] = mount.Options.Path },
    };

    private sealed class ProxyConfig(
        string revision, IReadOnlyList<RouteConfig> routes, IReadOnlyList<ClusterConfig> clusters) : IProxyConfig
    {

        private readonly ConfigurationReloadToken _changed = new();

        public string RevisionId => revision;

        public IReadOnlyList<RouteConfig> Routes => routes;

        public IReadOnlyList<ClusterConfig> Clusters => clusters;

        public IChangeToken ChangeToken => _changed;

        public void SignalChange() => _changed.OnReload();
    }
}
