using System.Diagnostics;
using Gateway.TestKit;
using Gateway.TestKit.Upstream;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Gateway.ClientTests.Browser;

/// <summary>Each action of the dashboard, done by a browser.</summary>
public sealed class DashboardTests(DashboardFixture served) : IClassFixture<DashboardFixture>
{
    public static TheoryData<string> Pages =>
    [
        "/", "/dashboard/upstreams", "/dashboard/cache", "/dashboard/certificates", "/dashboard/errors", "/dashboard/requests",
        "/dashboard/configuration", "/dashboard/environments/dev", "/dashboard/cache/purge?environment=dev", "/dashboard/cache/warm?urls=x",
    ];

    [Theory]
    [MemberData(nameof(Pages))]
    public async Task AnyPage_OnANarrowScreen_FitsAndAsksForNothingElsewhere(string path)
    {
        await using var visit = await served.OpenAsync(path, width: 375, height: 800);

        var overflow = await visit.Page.EvaluateAsync<int>("document.documentElement.scrollWidth - document.documentElement.clientWidth");

        Assert.True(overflow <= 0, $"the page is {overflow} pixels too wide");
        Assert.Equal(1, await visit.Page.Locator("h1").CountAsync());
        Assert.Empty(visit.Complaints);
    }

    [Fact]
    public async Task Environments_Served_AreShownWithTheirTraffic()
    {
        await using var visit = await served.OpenAsync("/");

        var row = visit.Page.GetByRole(AriaRole.Row).Filter(new() { Has = visit.Page.GetByRole(AriaRole.Link, new() { Name = "prod" }) });
        await Expect(row).ToContainTextAsync("prod.example +1");
        await Expect(row).ToContainTextAsync("%");
        await row.GetByRole(AriaRole.Link).ClickAsync();
        await Expect(visit.Page.Locator("h1")).ToHaveTextAsync("prod");
        Assert.NotEqual("0", await visit.Page.Locator(".tile b").First.InnerTextAsync(), StringComparer.Ordinal);
    }

    [Fact]
    public async Task FirstPage_LookedAt_ChangesByItself()
    {
        await using var visit = await served.OpenAsync("/");
        var tile = visit.Page.Locator(".tile b").First;
        var before = await tile.InnerTextAsync();

        await served.AskAsync("/files/live", "test.example");

        await Expect(tile).Not.ToHaveTextAsync(before, new() { Timeout = 15_000 });
    }

    [Theory]
    [InlineData("mark stale", "stale")]
    [InlineData("remove", null)]
    public async Task Entry_Purged_AsksFirst(string how, string? left)
    {
        var target = $"/files/purged-{how.Length}";
        await served.AskAsync(target, "dev.example");
        await using var visit = await served.OpenAsync($"/dashboard/cache?package={target}");
        await Expect(visit.Page.Locator("tbody tr").First).ToContainTextAsync(target);

        await visit.Page.GetByRole(AriaRole.Link, new() { Name = "Purge…", Exact = true }).ClickAsync();
        await Expect(visit.Page.Locator("h1")).ToHaveTextAsync("Purge the cache?");
        await visit.Page.GetByRole(AriaRole.Link, new() { Name = "Cancel" }).ClickAsync();
        await visit.Page.GotoAsync($"/dashboard/cache?package={target}");
        await Expect(visit.Page.Locator("tbody tr").First).ToContainTextAsync("min");

        await visit.Page.GetByRole(AriaRole.Link, new() { Name = "Purge…", Exact = true }).ClickAsync();
        await visit.Page.GetByLabel(how).CheckAsync();
        await visit.Page.GetByRole(AriaRole.Button, new() { Name = "Purge" }).ClickAsync();
        await Expect(visit.Page.GetByRole(AriaRole.Status)).ToHaveTextAsync("1 entries were purged.");
        await visit.Page.GotoAsync($"/dashboard/cache?package={target}");
        var rows = visit.Page.Locator("table").First.Locator("tbody tr");
        await (left is null ? Expect(rows).ToHaveCountAsync(0) : Expect(rows.First).ToContainTextAsync(left));
        Assert.Contains(served.Gateway.Log.Entries, line =>
            line.Category == "Gateway.Audit" && line.Message.Contains(target, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Url_Warmed_IsAHit()
    {
        await using var visit = await served.OpenAsync("/dashboard/cache");

        await visit.Page.GetByLabel("URLs to fetch").FillAsync("http://dev.example/files/warmed");
        await visit.Page.GetByRole(AriaRole.Button, new() { Name = "Warm…" }).ClickAsync();
        await Expect(visit.Page.Locator("li code")).ToHaveTextAsync("http://dev.example/files/warmed");
        await visit.Page.GetByRole(AriaRole.Button, new() { Name = "Warm" }).ClickAsync();

        await Expect(visit.Page.Locator("tbody")).ToContainTextAsync("200");
        Assert.Equal("HIT", (await served.AskAsync("/files/warmed", "dev.example")).Value("X-Cache-Status"));
    }

    [Fact]
    public async Task LogLevel_Chosen_IsInForce()
    {
        await using var visit = await served.OpenAsync("/dashboard/environments/test");

        await visit.Page.GetByLabel("Log level").SelectOptionAsync("Debug");
        await visit.Page.GetByRole(AriaRole.Button, new() { Name = "Change" }).ClickAsync();

        await Expect(visit.Page.GetByRole(AriaRole.Status)).ToHaveTextAsync("The log level is Debug now.");
        await served.AskAsync("/files/level", "test.example");
        await served.Gateway.Log.WaitForAsync(line =>
            line.Level == Microsoft.Extensions.Logging.LogLevel.Debug && line.Message.Contains("/files/level", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Requests_OfAFilter_AreShownAsTextWhileTheyEnd()
    {
        await using var visit = await served.OpenAsync("/dashboard/requests?environment=dev");
        await Expect(visit.Page.Locator("#tail-state")).ToHaveTextAsync("connected");

        await served.AskAsync("/files/other", "test.example");
        await served.AskAsync(DashboardFixture.Markup, "dev.example");

        await Expect(visit.Page.Locator("tbody tr")).ToHaveCountAsync(1);
        await Expect(visit.Page.Locator("tbody tr td").Nth(3)).ToHaveTextAsync($"GET {DashboardFixture.Markup}");
        await visit.Page.GetByRole(AriaRole.Button, new() { Name = "Pause" }).ClickAsync();
        await served.AskAsync("/files/paused", "dev.example");
        await Expect(visit.Page.Locator("tbody tr")).ToHaveCountAsync(1);
        Assert.Empty(visit.Complaints);
    }

    [Fact]
    public async Task Errors_Answered_AreExplainedAndEscaped()
    {
        await using var visit = await served.OpenAsync("/dashboard/errors");

        await Expect(visit.Page.Locator("summary", new() { HasText = "unknown-repository" })).ToBeVisibleAsync();
        await Expect(visit.Page.Locator("details", new() { HasText = "upstream-connection-refused" })).ToContainTextAsync("Check");
        await Expect(visit.Page.Locator("main img")).ToHaveCountAsync(0);
        Assert.StartsWith("Errors", await visit.Page.TitleAsync(), StringComparison.Ordinal);
        Assert.Empty(visit.Complaints);
    }

    [Fact]
    public async Task Dashboard_UsedByKeyboard_ReachesTheNextPage()
    {
        await using var visit = await served.OpenAsync("/");

        await visit.Page.Keyboard.PressAsync("Tab");
        await Expect(visit.Page.GetByText("Skip to the content")).ToBeFocusedAsync();
        await visit.Page.Keyboard.PressAsync("Tab");
        await visit.Page.Keyboard.PressAsync("Tab");
        await visit.Page.Keyboard.PressAsync("Tab");
        await visit.Page.Keyboard.PressAsync("Enter");

        await Expect(visit.Page.Locator("h1")).ToHaveTextAsync("Upstreams");
        await Expect(visit.Page.Locator("[aria-current=page]")).ToHaveTextAsync("Upstreams");
    }

    [Fact]
    public async Task TwoHundredEnvironments_Asked_AreThereInASecond()
    {
        await using var upstream = await FakeUpstream.StartAsync();
        var environments = string.Join(',', Enumerable.Range(1, 200).Select(i => $$""" "e{{i}}": { "Hosts": [ "e{{i}}.example" ] } """));
        await using var gateway = await GatewayHost.StartAsync($$"""
            {
              "Gateway": {
                "Environments": { {{environments}} },
                "Repositories": { "files": { "Path": "/files", "Upstreams": [ "files" ] } }
              },
              "ReverseProxy": { "Clusters": { "files": { "Destinations": { "only": { "Address": "{{upstream.Address}}" } } } } }
            }
            """);
        var page = new Uri(gateway.Admin!, "/");
        await gateway.Client.GetStringAsync(page, TestContext.Current.CancellationToken);
        var watch = Stopwatch.StartNew();

        var text = await gateway.Client.GetStringAsync(page, TestContext.Current.CancellationToken);

        Assert.InRange(watch.Elapsed, TimeSpan.Zero, TimeSpan.FromSeconds(1));
        Assert.Contains("e200.example", text, StringComparison.Ordinal);
    }

    /// <summary>Writes the pictures of docs/dashboard where GATEWAY_SCREENSHOTS names a folder.</summary>
    [Theory]
    [InlineData("environments", "/", 1280, ColorScheme.Light)]
    [InlineData("environments-narrow", "/", 375, ColorScheme.Light)]
    [InlineData("environments-dark", "/", 1280, ColorScheme.Dark)]
    [InlineData("cache", "/dashboard/cache", 1280, ColorScheme.Light)]
    [InlineData("errors", "/dashboard/errors", 1280, ColorScheme.Light)]
    [InlineData("upstreams-dark", "/dashboard/upstreams", 1280, ColorScheme.Dark)]
    [InlineData("requests-narrow", "/dashboard/requests", 375, ColorScheme.Dark)]
    [InlineData("purge", "/dashboard/cache/purge?environment=dev&repository=files&prefix=/files/package-1", 1280, ColorScheme.Light)]
    public async Task Page_Pictured_IsNotEmpty(string name, string path, int width, ColorScheme scheme)
    {
        await using var visit = await served.OpenAsync(path, width, 800, scheme);
        await served.AskAsync("/files/pictured", "dev.example");

        var picture = await visit.Page.ScreenshotAsync(new PageScreenshotOptions { FullPage = true });

        Assert.True(picture.Length > 5_000, $"{picture.Length} bytes");
        if (Environment.GetEnvironmentVariable("GATEWAY_SCREENSHOTS") is { Length: > 0 } folder)
        {
            await File.WriteAllBytesAsync(Path.Combine(folder, $"{name}.png"), picture, TestContext.Current.CancellationToken);
        }
    }
}
