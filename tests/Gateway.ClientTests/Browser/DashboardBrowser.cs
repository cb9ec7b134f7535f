using Gateway.TestKit.Tools;
using Microsoft.Playwright;

namespace Gateway.ClientTests.Browser;

/// <summary>Debian's Chromium without a window, driven by Playwright.</summary>
public sealed class DashboardBrowser : IAsyncDisposable
{
    private readonly IPlaywright _playwright;
    private readonly IBrowser _browser;

    private DashboardBrowser(IPlaywright playwright, IBrowser browser) => (_playwright, _browser) = (playwright, browser);

    public static async Task<DashboardBrowser> StartAsync()
    {
        var chromium = RequiredTool.Find("chromium", "apt-get install chromium");
        var playwright = await Playwright.CreateAsync();
        return new DashboardBrowser(playwright, await playwright.Chromium.LaunchAsync(new BrowserTypeLaunchOptions
        {
            ExecutablePath = chromium,
            Args = ["--no-sandbox", "--disable-gpu"],
        }));
    }

    /// <summary>A page of its own, with what went wrong in it.</summary>
    /// <param name="admin">The admin listener.</param>
    /// <param name="path">The page.</param>
    /// <param name="width">The width of the window in pixels.</param>
    /// <param name="scheme">Light or dark.</param>
    public async Task<DashboardVisit> OpenAsync(Uri admin, string path, int width = 1280, ColorScheme scheme = ColorScheme.Light)
    {
        var context = await _browser.NewContextAsync(new BrowserNewContextOptions
        {
            BaseURL = admin.AbsoluteUri,
            ViewportSize = new ViewportSize { Width = width, Height = 800 },
            ColorScheme = scheme,
        });
        var visit = new DashboardVisit(context, await context.NewPageAsync());
        visit.Page.Console += (_, message) =>
        {
            if (message.Type == "error")
            {
                visit.Complaints.Add(message.Text);
            }
        };
        visit.Page.Request += (_, request) =>
        {
            if (!request.Url.StartsWith(admin.AbsoluteUri, StringComparison.Ordinal))
            {
                visit.Complaints.Add($"asked for {request.Url}");
            }
        };
        await visit.Page.GotoAsync(path);
        return visit;
    }

    public async ValueTask DisposeAsync()
    {
        await _browser.CloseAsync();
        _playwright.Dispose();
    }
}

/// <summary>A page that is open.</summary>
public sealed record DashboardVisit(IBrowserContext Context, IPage Page) : IAsyncDisposable
{
    /// <summary>Errors on the console (a refusal by the content security policy is one), and requests to elsewhere.</summary>
    public List<string> Complaints { get; } = [];

    /// <summary>By how many pixels the page is wider than the window, or a table than its card.</summary>
    public Task<int> OverflowAsync() =>
        Page.EvaluateAsync<int>("""
            Math.max(...[document.documentElement, ...document.querySelectorAll(".scroll")]
                .map(part => part.scrollWidth - part.clientWidth))
            """);

    public ValueTask DisposeAsync() => new(Context.CloseAsync());
}
