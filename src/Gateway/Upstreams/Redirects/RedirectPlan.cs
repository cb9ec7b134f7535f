using System.Collections.Immutable;
using Gateway.Configuration;
using Gateway.Environments;

namespace Gateway.Upstreams.Redirects;

/// <summary>Which redirects of an upstream the gateway follows itself, so that a client needs nobody but the gateway.</summary>
internal sealed class RedirectPlan
{
    /// <summary>The option under which a request towards the upstream carries it.</summary>
    public static readonly HttpRequestOptionsKey<RedirectPlan> Key = new("Gateway.Redirects");

    private readonly ImmutableArray<Uri> _own;
    private readonly HostTable<HostPattern>? _hosts;

    /// <summary>Compiles it.</summary>
    /// <param name="destinations">The addresses of the upstream's destinations.</param>
    /// <param name="hosts">The other hosts to which it may redirect, as they are written.</param>
    /// <param name="isRegistry">
    /// Whether a registry's client asks. It cannot follow a redirect that knows nothing of the mount, while those of an application are
    /// for the browser.
    /// </param>
    public RedirectPlan(IEnumerable<Uri> destinations, IReadOnlyCollection<string> hosts, bool isRegistry)
    {
        _own = [.. destinations];
        _hosts = hosts.Count == 0 ? null : new HostTable<HostPattern>(hosts.Select(Parse));
        IsRegistry = isRegistry;
    }

    /// <summary>Whether redirects within the upstream are followed, and those to hosts that are not named refused.</summary>
    public bool IsRegistry { get; }

    /// <summary>Whether other hosts are named.</summary>
    public bool NamesHosts => _hosts is not null;

    /// <summary>The pattern that allows a host; null when none does.</summary>
    public HostPattern? Find(Uri target) => _hosts?.Find(target.Authority, target.Port);

    /// <summary>Whether a URL lies on the upstream itself, where the credential for it may go.</summary>
    /// <param name="target">The URL.</param>
    /// <param name="from">Where the upstream was asked. Over TLS the same host is as good, on the port that goes with that.</param>
    public bool IsOwn(Uri target, Uri from) =>
        _own.Any(destination => IsSameOrigin(destination, target))
        || (target.Scheme == Uri.UriSchemeHttps && from.Scheme == Uri.UriSchemeHttp && IsSameHost(target, from)
            && target.IsDefaultPort && from.IsDefaultPort);

    /// <summary>The plans of an upstream, for the two kinds of repositories.</summary>
    public static (RedirectPlan Registry, RedirectPlan Generic) Of(IEnumerable<Uri> destinations, UpstreamOptions options)
    {
        Uri[] own = [.. destinations];
        return (new(own, options.RedirectHosts, isRegistry: true), new(own, options.RedirectHosts, isRegistry: false));
    }

    private static (HostPattern Pattern, HostPattern Value) Parse(string text) =>
        HostPattern.TryParse(text, out var pattern, out var fault)
            ? (pattern!, pattern!)
            : throw new InvalidOperationException($"The rules have let '{text}' pass: {fault}");

    private static bool IsSameOrigin(Uri one, Uri other) =>
        one.Scheme == other.Scheme && one.Port == other.Port && IsSameHost(one, other);

    private static bool IsSameHost(Uri one, Uri other) => one.IdnHost.Equals(other.IdnHost, StringComparison.OrdinalIgnoreCase);
}
