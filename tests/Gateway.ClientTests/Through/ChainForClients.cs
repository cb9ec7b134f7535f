using Gateway.TestKit;

namespace Gateway.ClientTests.Through;

/// <summary>
/// The gateway with environments dev (127.0.0.1) and prod (127.0.0.3) that share two upstreams: <c>house</c>, which is private, and
/// <c>world</c>, which stands for the public registry.
/// </summary>
internal static class ChainForClients
{
    /// <summary>Starts it with one repository at <c>/packages</c>.</summary>
    /// <param name="format">Its format.</param>
    /// <param name="pattern">Which names are private.</param>
    /// <param name="house">The private upstream.</param>
    /// <param name="world">The public upstream.</param>
    public static Task<GatewayHost> StartAsync(string format, string pattern, Uri house, Uri world) => GatewayHost.StartAsync($$"""
        {
          "Gateway": {
            "Environments": {
              "dev": { "Hosts": [ "127.0.0.1" ], "SecurityPolicy": "open" },
              "prod": { "Hosts": [ "127.0.0.3" ], "SecurityPolicy": "open" }
            },
            "Repositories": {
              "packages": {
                "Format": "{{format}}", "Path": "/packages", "Upstreams": [ "house", "world" ], "Private": [ "{{pattern}}" ],
                "PassAuthorization": true, "Cache": { "StaleIfError": "1.00:00:00" }
              }
            },
            "Upstreams": { "house": { "Private": true } }
          },
          "ReverseProxy": {
            "Clusters": {
              "house": { "Destinations": { "only": { "Address": "{{house}}" } } },
              "world": { "Destinations": { "only": { "Address": "{{world}}" } } }
            }
          },
          "Urls": "http://127.0.0.1:0;http://127.0.0.3:0"
        }
        """);
}
