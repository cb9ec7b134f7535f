using System.Text.Json;
using Gateway.TestKit;
using Gateway.TestKit.Certificates;

namespace Gateway.ClientTests.Through;

/// <summary>
/// The gateway on https://localhost with a policy of roles: agents whose certificate is called <c>ci-…</c> may read the repositories
/// <c>npm</c> and <c>go</c>, those called <c>release-…</c> read and publish <c>@corp/*</c> in <c>npm</c>, and nothing else; <c>tools</c>
/// and <c>secrets</c> are for nobody.
/// </summary>
internal sealed class GuardedGateway : IAsyncDisposable
{
    private readonly GatewayHost _host;
    private readonly TestCertificates _servers;
    private readonly TestCertificates _clients;

    private readonly TempFolder _folder;

    private GuardedGateway(GatewayHost host, TestCertificates servers, TestCertificates clients, TempFolder folder) =>
        (_host, _servers, _clients, _folder) = (host, servers, clients, folder);

    /// <summary>Its log.</summary>
    public LogCollector Log => _host.Log;

    /// <summary>Starts it.</summary>
    /// <param name="npm">The npm registry behind it.</param>
    /// <param name="go">The Go proxy behind it.</param>
    /// <param name="secret">The token that the npm registry is shown by the gateway; null for none.</param>
    public static async Task<GuardedGateway> StartAsync(Uri npm, string go, string? secret = null)
    {
        var folder = new TempFolder();
        var servers = new TestCertificates("servers");
        var clients = new TestCertificates("agents");
        using var server = servers.Server("localhost");
        var (certificate, key) = server.WritePem(folder, "server");
        var host = await GatewayHost.StartAsync(
            SettingsOf(
                clients.WriteRoot(folder, "clients"),
                certificate,
                key,
                npm.AbsoluteUri,
                go,
                secret is null ? "{}" : $$"""{ "Authorization": { "SecretFile": {{Text(folder.Write("secret", secret))}} } }"""));
        return new GuardedGateway(host, servers, clients, folder);
    }

    /// <summary>An address below it, as clients write it.</summary>
    public Uri AddressOf(string path) => new($"https://localhost:{_host.Address.Port}{path}");

    /// <summary>The file of the authority that clients must trust.</summary>
    public string Authority(TempFolder folder) => _servers.WriteRoot(folder, "authority");

    /// <summary>A client certificate of a name, with its key.</summary>
    public (string Certificate, string Key) Agent(TempFolder folder, string name)
    {
        using var agent = _clients.Client(name);
        return agent.WritePem(folder, name);
    }

    public async ValueTask DisposeAsync()
    {
        await _host.DisposeAsync();
        _servers.Dispose();
        _clients.Dispose();
        _folder.Dispose();
    }

    private static string SettingsOf(string clients, string certificate, string key, string npm, string go, string credential) => $$"""
        {
          "Gateway": {
            "Environments": { "prod": { "Hosts": [ "localhost" ], "SecurityPolicy": "strict" } },
            "Repositories": {
              "npm": { "Format": "npm", "Path": "/private-module/npm", "Upstreams": [ "npm" ] },
              "go": { "Format": "go", "Path": "/private-module/go", "Upstreams": [ "go" ] },
              "secrets": { "Format": "npm", "Path": "/secret-module/npm", "Upstreams": [ "npm" ] },
              "tools": { "Format": "go", "Path": "/secret-module/go", "Upstreams": [ "go" ] }
            },
            "SecurityPolicies": {
              "strict": {
                "RequireHttps": true,
                "ClientCertificates": { "TrustedRoots": [ {{Text(clients)}} ] },
                "Roles": {
                  "ci": {
                    "Certificates": [ "CN=ci-*" ],
                    "Grants": [ { "Repositories": [ "npm", "go" ], "Names": [ "*" ], "Actions": [ "read" ] } ]
                  },
                  "release": {
                    "Certificates": [ "CN=release-*" ],
                    "Grants": [ { "Repositories": [ "npm" ], "Names": [ "@corp/*" ], "Actions": [ "read", "publish" ] } ]
                  },
                  "publisher": { "Grants": [ { "Repositories": [ "*" ], "Names": [ "*" ], "Actions": [ "read", "publish" ] } ] }
                }
              }
            },
            "Upstreams": { "npm": {{credential}} },
            "Certificates": [ { "Path": {{Text(certificate)}}, "KeyPath": {{Text(key)}} } ]
          },
          "ReverseProxy": {
            "Clusters": {
              "npm": { "Destinations": { "only": { "Address": "{{npm}}" } } },
              "go": { "Destinations": { "only": { "Address": "{{go}}" } } }
            }
          },
          "Urls": "https://127.0.0.1:0"
        }
        """;

    private static string Text(string path) => JsonSerializer.Serialize(path);
}
