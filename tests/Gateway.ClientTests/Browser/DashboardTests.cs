using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Gateway.Telemetry;
using Gateway.TestKit;
using Gateway.TestKit.RawHttp;
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
        await using var visit = await served.OpenAsync(path, width: 375);

        Assert.InRange(await visit.OverflowAsync(), int.MinValue, 0);
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
        await Expect(visit.Page.GetByRole(AriaRole.Status)).ToHaveTextAsync("1 entry was purged.");
        await visit.Page.GotoAsync($"/dashboard/cache?package={target}");
        var rows = visit.Page.Locator("table").First.Locator("tbody tr");
        await (left is null ? Expect(rows).ToHaveCountAsync(0) : Expect(rows.First).ToContainTextAsync(left));
        Assert.Contains(served.Gateway.Log.Entries, line =>
            line.Category == "Gateway.Audit" && line.Message.Contains(target, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Selection_SearchedAndPurged_LeavesTheOthersAlone()
    {
        await served.AskAsync("/files/selected", "test.example");
        await served.AskAsync("/files/selected", "dev.example");
        await using var visit = await served.OpenAsync("/dashboard/cache?package=selected");
        await Expect(visit.Page.Locator("caption").First).ToHaveTextAsync("2 entries");

        await visit.Page.GetByLabel("Environment").SelectOptionAsync("test");
        await visit.Page.GetByLabel("Repository").SelectOptionAsync("files");
        await visit.Page.GetByRole(AriaRole.Button, new() { Name = "Search" }).ClickAsync();
        await Expect(visit.Page.Locator("caption").First).ToHaveTextAsync("1 entry");
        await visit.Page.GetByRole(AriaRole.Link, new() { Name = "Purge files in test…" }).ClickAsync();
        await Expect(visit.Page.Locator("main")).ToContainTextAsync("You are about to purge");
        await visit.Page.GetByRole(AriaRole.Button, new() { Name = "Purge" }).ClickAsync();

        await Expect(visit.Page.GetByRole(AriaRole.Status)).ToContainTextAsync("purged.");
        await visit.Page.GotoAsync("/dashboard/cache?package=selected&environment=test");
        await Expect(visit.Page.Locator("tbody tr").First).ToContainTextAsync("stale");
        await visit.Page.GotoAsync("/dashboard/cache?package=selected&environment=dev");
        await Expect(visit.Page.Locator("tbody tr").First).ToContainTextAsync("min");
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

    [Theory]
    [InlineData("Environment", "test")]
    [InlineData("Repository", "npm")]
    [InlineData("Package", "left")]
    [InlineData("Identity", "CI")]
    public async Task Requests_Filtered_OnlyThoseAreShown(string field, string value)
    {
        await using var visit = await served.OpenAsync("/dashboard/requests");
        var box = visit.Page.GetByLabel(field, new() { Exact = true });
        await (field is "Package" or "Identity" ? box.FillAsync(value) : box.SelectOptionAsync(value));
        await visit.Page.GetByRole(AriaRole.Button, new() { Name = "Filter" }).ClickAsync();
        await Expect(visit.Page.Locator("#tail-state")).ToHaveTextAsync("connected");

        await served.AskAsync("/files/other", "dev.example");
        await served.AskAsync("/files/alice", "prod.example");
        await served.AskAsync("/npm/left-pad/-/left-pad-1.3.0.tgz", "test.example", "token-of-ci");

        await Expect(visit.Page.Locator("tbody tr")).ToHaveCountAsync(1);
        var cells = await visit.Page.Locator("tbody tr td").AllInnerTextsAsync();
        Assert.Equal(["test", "npm"], cells.Skip(1).Take(2), StringComparer.Ordinal);
        Assert.StartsWith("GET /npm/left-pad/-/left-pad-1.3.0.tgz", cells[3], StringComparison.Ordinal);
        Assert.Equal(["left-pad 1.3.0", "ci-main", "200"], cells.Skip(4).Take(3), StringComparer.Ordinal);
    }

    [Fact]
    public async Task Requests_OfAFilter_AreShownAsTextWhileTheyEnd()
    {
        await using var visit = await served.OpenAsync("/dashboard/requests?environment=dev");
        await Expect(visit.Page.Locator("#tail-state")).ToHaveTextAsync("connected");

        await served.AskAsync("/files/other", "test.example");
        await served.AskAsync(DashboardFixture.Markup, "dev.example");

        await Expect(visit.Page.Locator("tbody tr")).ToHaveCountAsync(1);
        await Expect(visit.Page.Locator("tbody tr td").Nth(3)).ToContainTextAsync($"GET {DashboardFixture.Markup}");
        await visit.Page.GetByRole(AriaRole.Button, new() { Name = "Pause" }).ClickAsync();
        await served.AskAsync("/files/paused", "dev.example");
        await Expect(visit.Page.Locator("tbody tr")).ToHaveCountAsync(1);
        Assert.Empty(visit.Complaints);
    }

    [Fact]
    public async Task Configuration_Opened_IsTheOneInForceWithoutSecrets()
    {
        await using var visit = await served.OpenAsync("/dashboard/configuration");

        var text = await visit.Page.Locator("pre").InnerTextAsync();

        using var document = JsonDocument.Parse(text);
        var environments = document.RootElement.GetProperty("Gateway").GetProperty("Environments");
        Assert.Equal("Warning", environments.GetProperty("prod").GetProperty("LogLevel").GetString());
        Assert.DoesNotContain("sha256:", text, StringComparison.Ordinal);
        await Expect(visit.Page.Locator(".hint")).ToContainTextAsync("Revision 1, in force since");
    }

    [Fact]
    public async Task DestinationFails_UpstreamsLookedAt_ItsBreakerIsShownWithTheReason()
    {
        await using var visit = await served.OpenAsync("/dashboard/upstreams");
        var row = visit.Page.GetByRole(AriaRole.Row).Filter(new() { HasText = "only" });

        await Poll.UntilAsync(
            async () =>
            {
                await served.AskAsync("/down/x", "dev.example");
                await visit.Page.ReloadAsync();
                return (await row.InnerTextAsync()).Contains("open", StringComparison.Ordinal);
            },
            Poll.Patience,
            "the breaker is open");

        await Expect(row).ToContainTextAsync("left alone");
        await Expect(row).ToContainTextAsync("failures in a row, the last one upstream-connection-refused");
        await Expect(visit.Page.GetByRole(AriaRole.Row).Filter(new() { HasText = "stopped" })).ToContainTextAsync("no healthy destination");
    }

    [Fact]
    public async Task Version_OnEveryPage_IsThatOfTheGateway()
    {
        await using var visit = await served.OpenAsync("/dashboard/upstreams");

        await Expect(visit.Page.Locator("header")).ToContainTextAsync(ProductVersion.Text);
    }

    [Fact]
    public async Task Entry_PurgedWithoutAMouse_IsGone()
    {
        await served.AskAsync("/files/keys-only", "dev.example");
        await using var visit = await served.OpenAsync("/dashboard/cache");
        await visit.Page.GetByLabel("Package").FocusAsync();
        await visit.Page.Keyboard.TypeAsync("keys-only");
        await visit.Page.Keyboard.PressAsync("Enter");
        await Expect(visit.Page.Locator("caption").First).ToHaveTextAsync("1 entry");
        await visit.Page.GetByRole(AriaRole.Link, new() { Name = "Purge…", Exact = true }).FocusAsync();
        await visit.Page.Keyboard.PressAsync("Enter");
        await visit.Page.GetByLabel("mark stale").FocusAsync();
        await visit.Page.Keyboard.PressAsync("ArrowDown");
        await visit.Page.Keyboard.PressAsync("Tab");

        await Expect(visit.Page.GetByRole(AriaRole.Button, new() { Name = "Purge" })).ToBeFocusedAsync();
        await visit.Page.Keyboard.PressAsync("Enter");

        await Expect(visit.Page.GetByRole(AriaRole.Status)).ToHaveTextAsync("1 entry was purged.");
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
        foreach (var number in Enumerable.Range(1, 200))
        {
            var host = string.Create(CultureInfo.InvariantCulture, $"e{number}.example");
            await RawHttpClient.ExchangeAsync(gateway.Address, $"GET /files/x HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n");
        }

        var page = new Uri(gateway.Admin!, "/");
        await gateway.Client.GetStringAsync(page, TestContext.Current.CancellationToken);
        var watch = Stopwatch.StartNew();

        var text = await gateway.Client.GetStringAsync(page, TestContext.Current.CancellationToken);

        TestContext.Current.TestOutputHelper?.WriteLine($"{text.Length} characters in {watch.Elapsed.TotalMilliseconds:F0} ms");
        Assert.InRange(watch.Elapsed, TimeSpan.Zero, TimeSpan.FromSeconds(1));
        Assert.Contains("e200.example", text, StringComparison.Ordinal);
    }
}
