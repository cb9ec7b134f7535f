using System.Net;
using System.Text.Json;
using Gateway.TestKit;
using Gateway.TestKit.RawHttp;
using Gateway.TestKit.Tools;

namespace Gateway.IntegrationTests.Telemetry;

/// <summary>What a Prometheus makes of the gateway's metrics and of the rules in deploy/prometheus.</summary>
public sealed class PrometheusTests(OneUpstream served) : IClassFixture<OneUpstream>
{
    private const string Install = "apt-get install prometheus";

    private static readonly string Rules = RepositoryRoot.Of("deploy/prometheus");

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("check", "rules", "gateway.rules.yml")]
    [InlineData("test", "rules", "gateway.tests.yml")]
    [InlineData("check", "config", "prometheus.yml")]
    public async Task RulesAndTheirTests_GivenToPromtool_AreInOrder(params string[] arguments)
    {
        var promtool = RequiredTool.Find("promtool", Install);

        (await ToolProcess.RunAsync(new ToolCommand(promtool, arguments) { WorkingFolder = Rules })).MustSucceed();
    }

    [Fact]
    public async Task GrafanaDashboard_ItsQueries_AreOnesThatPrometheusReads()
    {
        var promtool = RequiredTool.Find("promtool", Install);
        using var folder = new TempFolder();
        using var dashboard = JsonDocument.Parse(await File.ReadAllTextAsync(RepositoryRoot.Of("deploy/grafana/gateway.json"), Cancelled));
        var rules = dashboard.RootElement.GetProperty("panels").EnumerateArray()
            .SelectMany(panel => panel.GetProperty("targets").EnumerateArray())
            .Select(target => target.GetProperty("expr").GetString()!
                .Replace("$__rate_interval", "5m", StringComparison.Ordinal)
                .Replace("$environment", ".*", StringComparison.Ordinal))
            .Select((query, i) => $"  - {{ record: \"query:{i}\", expr: {JsonSerializer.Serialize(query)} }}");
        var file = Path.Combine(folder.Path, "queries.yml");
        await File.WriteAllTextAsync(file, $"groups:\n- name: queries\n  rules:\n{string.Join('\n', rules)}\n", Cancelled);

        (await ToolProcess.RunAsync(new ToolCommand(promtool, "check", "rules", file) { WorkingFolder = folder.Path })).MustSucceed();
    }

    [Fact]
    public async Task RealPrometheus_ScrapesUnderLoad_EvaluatesTheRules()
    {
        var prometheus = RequiredTool.Find("prometheus", Install);
        using var folder = new TempFolder();
        var settings = Path.Combine(folder.Path, "prometheus.yml");
        await File.WriteAllTextAsync(settings, $$"""
            global: { scrape_interval: 1s, scrape_timeout: 1s, evaluation_interval: 1s }
            rule_files: [ "{{Path.Combine(Rules, "gateway.rules.yml")}}" ]
            scrape_configs:
              - job_name: gateway
                static_configs: [ { targets: [ "{{served.Gateway.Admin!.Authority}}" ] } ]
            """, Cancelled);
        await using var server = ToolProcess.Start(new ToolCommand(
            prometheus,
            $"--config.file={settings}",
            $"--storage.tsdb.path={Path.Combine(folder.Path, "data")}",
            "--web.listen-address=127.0.0.1:0",
            "--enable-feature=exemplar-storage")
        { WorkingFolder = folder.Path });
        var address = await ListeningAsync(server);
        using var enough = new CancellationTokenSource();
        var load = Enumerable.Range(0, 4).Select(_ => AskManyAsync(enough.Token)).ToList();

        await Poll.UntilAsync(
            async () => await ValueAsync(address, "environment_repository:gateway_requests:rate5m{environment=\"dev\"}") > 0
                && await ValueAsync(address, "count_over_time(up[1m])") >= 5,
            3 * Poll.Patience,
            "the recording rule has a value after five scrapes");
        await enough.CancelAsync();
        var asked = (await Task.WhenAll(load)).Sum();

        TestContext.Current.TestOutputHelper?.WriteLine(
            $"{asked} requests; {await ValueAsync(address, "count_over_time(up[1m])")} scrapes of "
                + $"{await ValueAsync(address, "scrape_samples_scraped")} samples, the longest "
                + $"{await ValueAsync(address, "max_over_time(scrape_duration_seconds[1m])")} s");
        Assert.Equal(1, await ValueAsync(address, "min_over_time(up{job=\"gateway\"}[1m])"));
        Assert.Equal(1, await ValueAsync(address, "gateway_config_last_reload_successful"));
        Assert.Equal(0, await ValueAsync(address, "environment:gateway_errors:ratio_rate5m{environment=\"dev\"}"));
    }

    /// <summary>Asks on one connection until it is enough.</summary>
    private async Task<int> AskManyAsync(CancellationToken enough)
    {
        await using var client = await RawHttpClient.ConnectAsync(served.Gateway.Address);
        var asked = 0;
        while (!enough.IsCancellationRequested)
        {
            await client.SendAsync(RawRequest.Get("/files/x"));
            Assert.Equal(200, (await client.ReadResponseAsync()).Status);
            asked++;
        }

        return asked;
    }

    /// <summary>Prometheus says which port it was given.</summary>
    private static async Task<Uri> ListeningAsync(ToolProcess server)
    {
        const string Mark = "Listening on\" address=";
        await Poll.UntilAsync(() => server.Error.Contains(Mark, StringComparison.Ordinal), "Prometheus listens");
        var from = server.Error.IndexOf(Mark, StringComparison.Ordinal) + Mark.Length;
        return new Uri($"http://{server.Error[from..].Split('\n', ' ')[0]}");
    }

    private async Task<double?> ValueAsync(Uri prometheus, string query)
    {
        using var response = await served.Gateway.Client.GetAsync(
            new Uri(prometheus, $"/api/v1/query?query={Uri.EscapeDataString(query)}"), Cancelled);
        if (response.StatusCode == HttpStatusCode.ServiceUnavailable)
        {
            // It listens before it is ready.
            return null;
        }

        using var document = JsonDocument.Parse(await response.EnsureSuccessStatusCode().Content.ReadAsStringAsync(Cancelled));
        var result = document.RootElement.GetProperty("data").GetProperty("result");
        return result.GetArrayLength() == 0
            ? null
            : double.Parse(result[0].GetProperty("value")[1].GetString()!, System.Globalization.CultureInfo.InvariantCulture);
    }
}
