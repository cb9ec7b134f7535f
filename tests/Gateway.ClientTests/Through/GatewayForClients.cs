using Gateway.TestKit;

namespace Gateway.ClientTests.Through;

/// <summary>The gateway with three environments, told apart by Host, each in front of upstreams of its own.</summary>
internal static class GatewayForClients
{
    /// <summary>Starts it.</summary>
    /// <param name="npm">The npm registry of an environment.</param>
    /// <param name="go">The Go proxy of an environment.</param>
    /// <param name="passAuthorization">Whether the client's credential goes to the npm registry.</param>
    public static Task<GatewayHost> StartAsync(Func<string, Uri> npm, Func<string, string> go, bool passAuthorization = false)
    {
        string Cluster(string id, string address) => $$""" "{{id}}": { "Destinations": { "only": { "Address": "{{address}}" } } } """;
        var clusters = string.Join(',', new[] { "dev", "test", "prod" }.SelectMany(name =>
            new[] { Cluster($"npm-{name}", npm(name).AbsoluteUri), Cluster($"go-{name}", go(name)) }));
        return GatewayHost.StartAsync($$"""
            {
              "Gateway": {
                "Environments": {
                  "dev": { "Hosts": [ "127.0.0.1" ], "LogLevel": "Debug", "SecurityPolicy": "open" },
                  "test": { "Hosts": [ "127.0.0.2" ], "SecurityPolicy": "internal" },
                  "prod": { "Hosts": [ "127.0.0.3" ], "SecurityPolicy": "strict" }
                },
                "Repositories": {
                  "npm": {
                    "Format": "npm", "Path": "/private-module/npm", "Upstreams": [ "npm-{environment}" ],
                    "PassAuthorization": {{(passAuthorization ? "true" : "false")}}
                  },
                  "go": { "Format": "go", "Path": "/private-module/go", "Upstreams": [ "go-{environment}" ] }
                }
              },
              "ReverseProxy": { "Clusters": { {{clusters}} } },
              "Urls": "http://127.0.0.1:0;http://127.0.0.2:0;http://127.0.0.3:0"
            }
            """);
    }

    /// <summary>The address of an environment, as a client's setting names it.</summary>
    public static Uri AddressOf(this GatewayHost gateway, string environment, string path)
    {
        var host = environment switch { "dev" => "127.0.0.1", "test" => "127.0.0.2", _ => "127.0.0.3" };
        return new Uri(gateway.Addresses.Single(address => address.Host == host), path);
    }

    /// <summary>How often the access log has that cache status for targets that end so.</summary>
    public static int CountOf(this GatewayHost gateway, string status, string ending) => gateway.Log.Entries.Count(entry =>
        entry.Category == "Gateway.Access"
        && (string?)entry["CacheStatus"] == status
        && ((string?)entry["Target"] ?? "").EndsWith(ending, StringComparison.Ordinal));
}
