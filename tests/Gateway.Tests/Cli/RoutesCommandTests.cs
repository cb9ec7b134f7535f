using System.Text.Json;
using Gateway.TestKit;
using Gateway.Tests.Configuration;
using Xunit;

namespace Gateway.Tests.Cli;

public sealed class RoutesCommandTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Piped_Routes_IsPlainTextWithoutCutsOrColours()
    {
        var upstreams = Enumerable.Range(1, 30).Select(index => $"--Gateway:Repositories:go:Upstreams:{index}=go-public").ToArray();

        var result = await CommandResult.OfAsync(
            ["routes", "--config", _folder.Write("a.json", SettingsText.Good), .. upstreams]);

        var lines = result.Output.Split(Environment.NewLine, StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(4, lines.Length);
        Assert.Matches("^Environment +Host +Path +Repository +Upstreams +Policy +Cache$", lines[0].Trim());
        Assert.Matches(@"^dev +dev\.example\.com +/private-module/npm +npm +npm-dev +open +as the upstream says$", lines[1].Trim());
        Assert.Contains(string.Join(" > ", Enumerable.Repeat("go-public", 31)), result.Output, StringComparison.Ordinal);
        Assert.DoesNotContain('\u001b', result.Output);
        Assert.DoesNotContain('…', result.Output);
    }

    [Fact]
    public async Task CacheAndOwnRoute_RoutesAsJson_HasBoth()
    {
        var result = await CommandResult.OfAsync(
            "routes", "--json", "--config", _folder.Write("a.json", SettingsText.Good),
            "--Gateway:Repositories:npm:Cache:StaleIfError=1.00:00:00", "--Gateway:Repositories:npm:Cache:Lifetimes:404=00:01:30",
            "--ReverseProxy:Routes:own:ClusterId=npm-dev", "--ReverseProxy:Routes:own:Match:Path=/own/{**rest}");

        using var document = JsonDocument.Parse(result.Output);
        var rows = document.RootElement.EnumerateArray().ToList();
        Assert.Equal("as the upstream says, 404 90s, stale-if-error 1d", rows[0].GetProperty("cache").GetString());
        Assert.Equal("own", rows[^1].GetProperty("repository").GetString());
        Assert.Equal("npm-dev", rows[^1].GetProperty("upstreams")[0].GetString());
    }

    [Fact]
    public async Task FaultyConfiguration_Routes_NamesTheFaultsOnTheErrorStreamOnly()
    {
        var result = await CommandResult.OfAsync(
            "routes", "--json", "--config", _folder.Write("a.json", SettingsText.Good), "--Gateway:Cache:DiskSize=much");

        Assert.Equal("", result.Output);
        Assert.Contains("Gateway:Cache:DiskSize", result.Error, StringComparison.Ordinal);
        Assert.Equal(1, result.Status);
    }
}
