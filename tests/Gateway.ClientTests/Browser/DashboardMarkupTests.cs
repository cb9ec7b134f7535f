using static Microsoft.Playwright.Assertions;

namespace Gateway.ClientTests.Browser;

/// <summary>What a client sent is text on every page, whatever it looks like.</summary>
public sealed class DashboardMarkupTests(DashboardFixture served) : IClassFixture<DashboardFixture>
{
    public static TheoryData<string> PagesWithMarkup =>
    [
        $"/dashboard/cache?package={Quoted}&environment={Quoted}&repository={Quoted}",
        $"/dashboard/cache/purge?environment={Quoted}&repository={Quoted}&prefix={Quoted}",
        $"/dashboard/cache/warm?urls={Quoted}",
        $"/dashboard/requests?environment={Quoted}&repository={Quoted}&package={Quoted}&identity={Quoted}",
        "/dashboard/errors", "/dashboard/cache",
    ];

    /// <summary>Markup that leaves an attribute first.</summary>
    private static string Quoted =>
        Uri.EscapeDataString("\"><img src=x onerror=\"document.title='owned'\"><script>document.title='owned'</script>");

    [Theory]
    [MemberData(nameof(PagesWithMarkup))]
    public async Task MarkupOfAClient_OnAPage_StaysText(string path)
    {
        await served.AskAsync("/npm/%3Cimg%20src=x%20onerror=document.title='owned'%3E", "dev.example");
        await served.AskAsync("/x", "\"><script>document.title='owned'</script>");
        await using var visit = await served.OpenAsync(path);

        await Expect(visit.Page.Locator("main img, main script")).ToHaveCountAsync(0);
        Assert.DoesNotContain("owned", await visit.Page.TitleAsync(), StringComparison.Ordinal);
        Assert.Empty(visit.Complaints);
    }

    [Fact]
    public async Task PackageNamedLikeMarkup_WhileRequestsAreWatched_StaysText()
    {
        await using var visit = await served.OpenAsync("/dashboard/requests?repository=npm&environment=prod");
        await Expect(visit.Page.Locator("#tail-state")).ToHaveTextAsync("connected");

        await served.AskAsync("/npm/%3Cimg%20src=x%20onerror=document.title='owned'%3E", "prod.example");

        await Expect(visit.Page.Locator("tbody tr")).ToHaveCountAsync(1);
        await Expect(visit.Page.Locator("tbody tr")).ToContainTextAsync("img");
        await Expect(visit.Page.Locator("main img")).ToHaveCountAsync(0);
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
}
