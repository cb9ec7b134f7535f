using System.Globalization;
using System.Net.Http.Headers;
using Gateway.TestKit;
using Gateway.TestKit.RawHttp;
using Gateway.TestKit.Tools;
using Gateway.TestKit.Upstream;

namespace Gateway.IntegrationTests.Telemetry;

public sealed class MetricsTests(OneUpstream served) : IClassFixture<OneUpstream>
{
    private const string OpenMetrics = "application/openmetrics-text;version=1.0.0,text/plain;q=0.5";

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("http_server_request_duration_seconds_bucket{environment=\"dev\",http_request_method=\"GET\",http_response_status_code=\"200\",repository=\"files\",le=\"+Inf\"} ")]
    [InlineData("http_server_request_duration_seconds_count{environment=\"dev\",http_request_method=\"GET\",http_response_status_code=\"200\",repository=\"files\"} ")]
    [InlineData("http_server_active_requests 0.0")]
    [InlineData("gateway_cache_requests_total{environment=\"dev\",repository=\"files\",status=\"HIT\"} ")]
    [InlineData("gateway_cache_bytes_served_total{source=\"cache\"} ")]
    [InlineData("gateway_cache_size_bytes{tier=\"memory\"} ")]
    [InlineData("gateway_cache_entries{tier=\"disk\"} ")]
    [InlineData("gateway_upstream_attempts_total{destination=\"d1\",outcome=\"answered\",upstream=\"main\"} ")]
    [InlineData("gateway_upstream_duration_seconds_count{upstream=\"main\"} ")]
    [InlineData("gateway_errors_total{error=\"unknown-repository\"} ")]
    [InlineData("gateway_config_last_reload_successful 1.0")]
    [InlineData("dotnet_gc_collections_total{")]
    [InlineData("kestrel_active_connections{")]
    [InlineData("gateway_cache_bytes_served_total{source=\"upstream\"} ")]
    [InlineData("gateway_cache_available{tier=\"disk\"} 1.0")]
    [InlineData("gateway_cache_faults_total{tier=\"disk\"} 0.0")]
    [InlineData("gateway_destination_healthy{upstream=\"main\",destination=\"d1\"} 1.0")]
    [InlineData("gateway_breaker_state{upstream=\"main\",destination=\"d1\"} 0.0")]
    [InlineData("gateway_build_info{version=\"")]
    [InlineData("target_info{service_name=\"gateway\",service_version=\"")]
    public async Task Traffic_Scraped_HasTheSample(string beginning)
    {
        await SendTrafficAsync();

        await Poll.UntilAsync(
            async () => (await ScrapeAsync()).Split('\n').Any(line => line.StartsWith(beginning, StringComparison.Ordinal)),
            Poll.Patience,
            $"there is a sample {beginning}");
    }

    [Theory]
    [InlineData("")]
    [InlineData(OpenMetrics)]
    public async Task Metrics_CheckedByPromtool_AreInOrder(string accept)
    {
        var promtool = RequiredTool.Find("promtool", "apt-get install prometheus");
        await SendTrafficAsync();
        using var folder = new TempFolder();
        var file = Path.Combine(folder.Path, "metrics.txt");
        var text = await ScrapeAsync(accept);
        await File.WriteAllTextAsync(file, text, Cancelled);

        // promtool reads standard input only.
        var command = new ToolCommand("/bin/sh", "-c", $"'{promtool}' check metrics < '{file}'") { WorkingFolder = folder.Path };
        var result = await ToolProcess.RunAsync(command);

        if (accept.Length == 0)
        {
            Assert.True(result.ExitCode == 0, result.Transcript);
        }
        else
        {
            Assert.EndsWith("# EOF\n", text, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task UnknownHostsMethodsAndPackages_Asked_MakeNoSeriesOfTheirOwn()
    {
        await SendTrafficAsync();
        await served.SendAsync(RawRequest.Of("GET", "/files/x", "first.unknown.example"));
        await served.SendAsync(RawRequest.Of("ODD0", "/files/x", GatewaySettings.DevHost));
        var before = await SettledSeriesAsync();

        for (var i = 1; i <= 20; i++)
        {
            var number = i.ToString(CultureInfo.InvariantCulture);
            await served.SendAsync(RawRequest.Of("GET", "/files/x", $"h{number}.unknown.example"));
            await served.SendAsync(RawRequest.Of($"ODD{number}", "/files/x", GatewaySettings.DevHost));
            await served.SendAsync(RawRequest.Get($"/files/package-{number}"));
        }

        var after = await ScrapeAsync();
        Assert.DoesNotContain("unknown.example", after, StringComparison.Ordinal);
        Assert.DoesNotContain("ODD", after, StringComparison.Ordinal);
        Assert.DoesNotContain("package-", after, StringComparison.Ordinal);
        Assert.Equal(before, Series(after));
    }

    [Fact]
    public async Task AnotherGatewayInTheProcess_Serves_IsNotInTheseMetrics()
    {
        await using var upstream = await FakeUpstream.StartAsync();
        upstream.Otherwise(Reply.With(200));
        await using var other = await GatewayHost.StartAsync(GatewaySettings.For(upstream.Address)
            .Environment("elsewhere", "elsewhere.example").ToString());

        await RawHttpClient.ExchangeAsync(other.Address, RawRequest.Of("GET", "/files/x", "elsewhere.example"));

        Assert.DoesNotContain("elsewhere", await ScrapeAsync(), StringComparison.Ordinal);
    }

    private static IReadOnlyList<string> Series(string text) =>
    [
        .. text.Split('\n')
            .Where(line => line.StartsWith("gateway_", StringComparison.Ordinal) || line.StartsWith("http_s", StringComparison.Ordinal))
            .Select(line => line[..line.LastIndexOf(' ')])
            .Order(StringComparer.Ordinal),
    ];

    private async Task<IReadOnlyList<string>> SettledSeriesAsync()
    {
        var before = Series(await ScrapeAsync());
        await Poll.UntilAsync(
            () => served.Gateway.Log.Entries.Any(line => line.Category == "Gateway.Access" && line["Method"] is "ODD0"),
            "the line is there");
        await Poll.UntilAsync(
            async () =>
            {
                var last = before;
                before = Series(await ScrapeAsync());
                return before.SequenceEqual(last, StringComparer.Ordinal);
            },
            Poll.Patience,
            "no new series comes");
        return before;
    }

    private async Task SendTrafficAsync()
    {
        served.Upstream.On("/kept", Reply.With(200, "kept", ("Cache-Control", "max-age=600")));
        await served.SendAsync(RawRequest.Get("/files/x"));
        await served.SendAsync(RawRequest.Get("/nothing"));
        await Poll.UntilAsync(
            async () => (await served.SendAsync(RawRequest.Get("/files/kept"))).Value("X-Cache-Status") == "HIT",
            Poll.Patience,
            "the answer is stored");
    }

    private async Task<string> ScrapeAsync(string accept = "")
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(served.Gateway.Admin!, "/metrics"));
        if (accept.Length > 0)
        {
            request.Headers.TryAddWithoutValidation("Accept", accept);
        }

        using var response = await served.Gateway.Client.SendAsync(request, Cancelled);
        Assert.Equal(
            MediaTypeHeaderValue.Parse(accept.Length > 0
                ? "application/openmetrics-text; version=1.0.0; charset=utf-8"
                : "text/plain; version=0.0.4; charset=utf-8"),
            response.Content.Headers.ContentType);
        return await response.Content.ReadAsStringAsync(Cancelled);
    }
}
