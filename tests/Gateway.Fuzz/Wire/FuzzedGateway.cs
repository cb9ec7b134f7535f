using System.Text.Json;
using Gateway.Environments;
using Gateway.Fuzz.Areas;
using Gateway.Security.Grants;
using Gateway.Security.Identities;
using Gateway.TestKit;
using Gateway.TestKit.Certificates;
using Microsoft.Extensions.DependencyInjection;

namespace Gateway.Fuzz.Wire;

/// <summary>
/// The gateway as it is, on a socket, before an upstream that reads strictly: an environment that is open, with a cache, and one that
/// wants to know who asks.
/// </summary>
internal sealed class FuzzedGateway : IAsyncDisposable
{
    /// <summary>The Host of the open environment.</summary>
    public const string Host = "dev.example";

    private static readonly string[] Anything = ["*"];

    private readonly GatewayHost _host;
    private readonly TempFolder _folder;

    private FuzzedGateway(GatewayHost host, StrictUpstream upstream, TempFolder folder) =>
        (_host, Upstream, _folder) = (host, upstream, folder);

    /// <summary>Where it listens.</summary>
    public Uri Address => _host.Address;

    /// <summary>What it logged at Error and above.</summary>
    public LogCollector Log => _host.Log;

    /// <summary>The upstream behind it.</summary>
    public StrictUpstream Upstream { get; }

    /// <summary>What makes tokens for holders of certificates.</summary>
    public ShortLivedTokens ShortLived => _host.Services.GetRequiredService<ShortLivedTokens>();

    /// <summary>The policy of the environment that wants to know who asks.</summary>
    public AccessPolicy Policy
    {
        get
        {
            var snapshot = _host.Services.GetRequiredService<GatewayState>().Current.Snapshot;
            return snapshot.Part<AccessPolicies>().Of(snapshot.Environments.Single(one => one.Name == TokenArea.Environment));
        }
    }

    /// <summary>Starts it.</summary>
    public static async Task<FuzzedGateway> StartAsync()
    {
        var folder = new TempFolder();
        using var authority = new TestCertificates("Fuzz clients");
        var upstream = new StrictUpstream();
        var settings = SettingsOf(authority.WriteRoot(folder), upstream.Address);
        return new FuzzedGateway(await GatewayHost.StartAsync(JsonSerializer.Serialize(settings)), upstream, folder);
    }

    public async ValueTask DisposeAsync()
    {
        await _host.DisposeAsync();
        await Upstream.DisposeAsync();
        _folder.Dispose();
    }

    private static object SettingsOf(string root, Uri upstream) => new
    {
        Gateway = new
        {
            Environments = new Dictionary<string, object>(StringComparer.Ordinal)
            {
                ["dev"] = new { Hosts = new[] { Host }, SecurityPolicy = "open", LogLevel = "Error" },
                [TokenArea.Environment] = new { Hosts = new[] { "guarded.example" }, SecurityPolicy = "guarded", LogLevel = "Error" },
            },
            Repositories = new
            {
                files = new { Format = "generic", Path = "/files", Upstreams = new[] { "main" } },
                npm = new { Format = "npm", Path = "/npm", Upstreams = new[] { "main" } },
                go = new { Format = "go", Path = "/go", Upstreams = new[] { "main" } },
            },
            SecurityPolicies = new
            {
                guarded = new
                {
                    ClientCertificates = new { TrustedRoots = new[] { root } },
                    Tokens = new[] { new { Name = "fuzz", Hash = TokenHash.Of(TokenArea.Configured), Roles = new[] { "reader" } } },
                    Roles = new
                    {
                        reader = new { Grants = new[] { new { Repositories = Anything, Names = Anything, Actions = new[] { "read" } } } },
                    },
                },
            },
            Cache = new { MemorySize = "16MiB", DiskSize = "64MiB" },
        },
        ReverseProxy = new { Clusters = new { main = new { Destinations = new { only = new { Address = upstream.AbsoluteUri } } } } },
        Kestrel = new { Limits = new { RequestHeadersTimeout = "00:00:02" } },
        Logging = new { LogLevel = new { Default = "Error" } },
    };
}
