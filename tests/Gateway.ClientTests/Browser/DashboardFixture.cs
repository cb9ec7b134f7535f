using System.Globalization;
using Gateway.TestKit;
using Gateway.TestKit.RawHttp;
using Gateway.TestKit.Tools;
using Gateway.TestKit.Upstream;
using Microsoft.Playwright;

namespace Gateway.ClientTests.Browser;

/// <summary>A gateway with traffic, and Debian's Chromium to look at its dashboard.</summary>
public sealed class DashboardFixture : IAsyncLifetime
{
    /// <summary>What a client may send as a path: markup that would run if it were not escaped.</summary>
    public const string Markup = "/files/<img/src=x/onerror=document.title='owned'>";

    private readonly PortReservation _closed = new();
    private IPlaywright? _playwright;
    private IBrowser? _browser;

    public GatewayHost Gateway { get; private set; } = null!;

    public FakeUpstream Upstream { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        var chromium = RequiredTool.Find("chromium", "apt-get install chromium");
        Upstream = await FakeUpstream.StartAsync();
        Upstream.Otherwise(Reply.With(200, "a body of some length", ("Cache-Control", "max-age=600")));
        Gateway = await GatewayHost.StartAsync(Settings(Upstream.Address, _closed.EndPoint.Port));
        await SendTrafficAsync();
        _playwright = await Playwright.CreateAsync();
        _browser = await _playwright.Chromium.LaunchAsync(new BrowserTypeLaunchOptions
        {
            ExecutablePath = chromium,
            Args = ["--no-sandbox", "--disable-gpu"],
        });
    }

    public async ValueTask DisposeAsync()
    {
        if (_browser is not null)
        {
            await _browser.CloseAsync();
        }

        _playwright?.Dispose();
        _closed.Dispose();
        if (Gateway is not null)
        {
            await Gateway.DisposeAsync();
            await Upstream.DisposeAsync();
        }
    }

    /// <summary>A page of its own, with what went wrong in it.</summary>
    public async Task<Visit> OpenAsync(string path, int width = 1280, int height = 900, ColorScheme scheme = ColorScheme.Light)
    {
        var context = await _browser!.NewContextAsync(new BrowserNewContextOptions
        {
            BaseURL = Gateway.Admin!.AbsoluteUri,
            ViewportSize = new ViewportSize { Width = width, Height = height },
            ColorScheme = scheme,
        });
        var visit = new Visit(context, await context.NewPageAsync());
        visit.Page.Console += (_, message) =>
        {
            if (message.Type == "error")
            {
                visit.Complaints.Add(message.Text);
            }
        };
        visit.Page.Request += (_, request) =>
        {
            if (!request.Url.StartsWith(Gateway.Admin.AbsoluteUri, StringComparison.Ordinal))
            {
                visit.Complaints.Add($"asked for {request.Url}");
            }
        };
        await visit.Page.GotoAsync(path);
        return visit;
    }

    public Task<RawResponse> AskAsync(string target, string host) =>
        RawHttpClient.ExchangeAsync(Gateway.Address, $"GET {target} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n");

    private static string Settings(Uri upstream, int closedPort) => $$"""
        {
          "Gateway": {
            "Environments": {
              "dev": { "Hosts": [ "dev.example" ], "SecurityPolicy": "open" },
              "test": { "Hosts": [ "test.example" ], "SecurityPolicy": "open" },
              "prod": { "Hosts": [ "prod.example", "*.prod.example" ], "SecurityPolicy": "open", "LogLevel": "Warning" }
            },
            "Repositories": {
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

    /// <summary>A page that is open.</summary>
    public sealed record Visit(IBrowserContext Context, IPage Page) : IAsyncDisposable
    {
        /// <summary>Errors on the console (a refusal by the content security policy is one), and requests to elsewhere.</summary>
        public List<string> Complaints { get; } = [];

        public ValueTask DisposeAsync() => new(Context.CloseAsync());
    }
}
