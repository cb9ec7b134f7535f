using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Gateway.TestKit;
using Gateway.TestKit.RawHttp;
using Gateway.TestKit.Upstream;

namespace Gateway.ClientTests.Browser;

/// <summary>A gateway with traffic, and Debian's Chromium to look at its dashboard.</summary>
public sealed class DashboardFixture : IAsyncLifetime
{
    /// <summary>What a client may send as a path: markup that would run if it were not escaped.</summary>
    public const string Markup = "/files/<img/src=x/onerror=document.title='owned'>";

    private readonly PortReservation _closed = new();
    private DashboardBrowser? _browser;

    public GatewayHost Gateway { get; private set; } = null!;

    public FakeUpstream Upstream { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        _browser = await DashboardBrowser.StartAsync();
        Upstream = await FakeUpstream.StartAsync();
        Upstream.Otherwise(Reply.With(200, "a body of some length", ("Cache-Control", "max-age=600")));
        Gateway = await GatewayHost.StartAsync(Settings(Upstream.Address, _closed.EndPoint.Port));
        await SendTrafficAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (_browser is not null)
        {
            await _browser.DisposeAsync();
        }

        _closed.Dispose();
        if (Gateway is not null)
        {
            await Gateway.DisposeAsync();
            await Upstream.DisposeAsync();
        }
    }

    public Task<DashboardVisit> OpenAsync(string path, int width = 1280) => _browser!.OpenAsync(Gateway.Admin!, path, width);

    public Task<RawResponse> AskAsync(string target, string host, string? token = null) => RawHttpClient.ExchangeAsync(
        Gateway.Address,
        $"GET {target} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n"
            + (token is null ? "\r\n" : $"Authorization: Bearer {token}\r\n\r\n"));

    private static string HashOf(string token) => $"sha256:{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(token)))}";

    private static string Settings(Uri upstream, int closedPort) => $$"""
        {
          "Gateway": {
            "Environments": {
              "dev": { "Hosts": [ "dev.example" ], "SecurityPolicy": "open" },
              "test": { "Hosts": [ "test.example" ], "SecurityPolicy": "known" },
              "prod": { "Hosts": [ "prod.example", "*.prod.example" ], "SecurityPolicy": "open", "LogLevel": "Warning" }
            },
            "SecurityPolicies": { "open": {}, "known": { "Anonymous": "read", "Tokens": [
              { "Name": "ci-main", "Hash": "{{HashOf("token-of-ci")}}", "Roles": [] },
              { "Name": "alice", "Hash": "{{HashOf("token-of-alice")}}", "Roles": [] }
            ] } },
            "Repositories": {
              "npm": { "Format": "npm", "Path": "/npm", "Upstreams": [ "files" ] },
              "files": { "Path": "/files", "Upstreams": [ "files" ] },
              "down": { "Path": "/down", "Upstreams": [ "stopped" ], "Environments": [ "dev" ] }
            }
          },
          "ReverseProxy": { "Clusters": {
            "files": { "Destinations": { "first": { "Address": "{{upstream}}" } } },
            "stopped": { "Destinations": { "only": { "Address": "http://127.0.0.1:{{closedPort}}/" } } }
          } },
          "Urls": "http://127.0.0.1:0"
        }
        """;

    private async Task SendTrafficAsync()
    {
        for (var i = 0; i < 30; i++)
        {
            var package = (i % 5).ToString(CultureInfo.InvariantCulture);
            await AskAsync($"/files/package-{package}", i % 3 == 0 ? "prod.example" : "dev.example");
        }

        await AskAsync("/down/x", "dev.example");
        await AskAsync("/nothing", "dev.example");
        await AskAsync(Markup, "dev.example");
        await AskAsync("/x", "nobody.example");
    }
}
