using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Gateway.ClientTests.Browser;

/// <summary>The pages after an hour of traffic, on wide and narrow screens, light and dark: the pictures in docs/dashboard.</summary>
public sealed class DashboardPictureTests(PicturedGateway served) : IClassFixture<PicturedGateway>
{
    /// <summary>What is below says the same again.</summary>
    private const int Highest = 1300;

    private const string Purge = "/dashboard/cache/purge?environment=prod&repository=npm&prefix=/private-module/npm/@corp";

    /// <summary>Writes the picture where GATEWAY_SCREENSHOTS names a folder.</summary>
    [Theory]
    [InlineData("environments", "/", 1280, ColorScheme.Light)]
    [InlineData("environments-narrow", "/", 375, ColorScheme.Light)]
    [InlineData("environments-dark", "/", 1280, ColorScheme.Dark)]
    [InlineData("environment", "/dashboard/environments/prod", 1280, ColorScheme.Light)]
    [InlineData("upstreams", "/dashboard/upstreams", 1280, ColorScheme.Light)]
    [InlineData("upstreams-narrow", "/dashboard/upstreams", 375, ColorScheme.Dark)]
    [InlineData("cache", "/dashboard/cache?package=corp", 1280, ColorScheme.Light)]
    [InlineData("cache-narrow", "/dashboard/cache?package=corp", 375, ColorScheme.Light)]
    [InlineData("purge", Purge, 1280, ColorScheme.Light)]
    [InlineData("certificates-narrow", "/dashboard/certificates", 375, ColorScheme.Light)]
    [InlineData("errors", "/dashboard/errors", 1280, ColorScheme.Light)]
    [InlineData("errors-dark", "/dashboard/errors", 1280, ColorScheme.Dark)]
    [InlineData("configuration-dark", "/dashboard/configuration", 1280, ColorScheme.Dark)]
    public async Task Page_AfterAnHourOfTraffic_FitsAndComplainsOfNothing(string name, string path, int width, ColorScheme scheme)
    {
        await using var visit = await served.Browser.OpenAsync(served.Admin, path, width, scheme);

        await PictureAsync(visit, name);
    }

    [Theory]
    [InlineData("requests", 1280, ColorScheme.Light)]
    [InlineData("requests-narrow", 375, ColorScheme.Dark)]
    public async Task Requests_WhileTheyEnd_FitAndComplainOfNothing(string name, int width, ColorScheme scheme)
    {
        await using var visit = await served.Browser.OpenAsync(served.Admin, "/dashboard/requests", width, scheme);
        await Expect(visit.Page.Locator("#tail-state")).ToHaveTextAsync("connected");

        await served.SendAsync(14);

        await Expect(visit.Page.Locator("tbody tr")).ToHaveCountAsync(14);
        await PictureAsync(visit, name);
    }

    [Fact]
    public async Task Certificates_Opened_TheOneThatExpiresFirstIsAtTheTopWithItsDaysLeft()
    {
        await using var visit = await served.Browser.OpenAsync(served.Admin, "/dashboard/certificates");

        var first = visit.Page.Locator("tbody tr").First;
        await Expect(first).ToContainTextAsync("CN=modules.example");
        await Expect(first.Locator(".state.warn")).ToHaveTextAsync("18");
    }

    private static async Task PictureAsync(DashboardVisit visit, string name)
    {
        var size = await visit.Page.EvaluateAsync<int[]>("[document.documentElement.clientWidth, document.documentElement.scrollHeight]");
        var picture = await visit.Page.ScreenshotAsync(new PageScreenshotOptions
        {
            FullPage = true,
            Clip = new Clip { Width = size[0], Height = Math.Min(size[1], Highest) },
        });
        if (Environment.GetEnvironmentVariable("GATEWAY_SCREENSHOTS") is { Length: > 0 } folder)
        {
            await File.WriteAllBytesAsync(Path.Combine(folder, $"{name}.png"), picture, TestContext.Current.CancellationToken);
        }

        Assert.InRange(await visit.OverflowAsync(), int.MinValue, 0);
        Assert.Empty(visit.Complaints);
    }
}
