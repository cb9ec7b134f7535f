using Gateway.TestKit;
using Gateway.TestKit.Certificates;
using Gateway.TestKit.RawHttp;
using Gateway.TestKit.Upstream;

namespace Gateway.IntegrationTests.Telemetry;

/// <summary>Metrics that speak only when something has gone a certain way: what alerts are made from.</summary>
public sealed class SignalMetricsTests
{
    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task DestinationIsDown_Asked_ItsBreakerOpensAndItIsNotHealthy()
    {
        using var closed = new PortReservation();
        await using var gateway = await GatewayHost.StartAsync(GatewaySettings.For(AddressOf(closed)).ToString());

        await AppearsAsync(gateway, "gateway_breaker_state{upstream=\"main\",destination=\"d1\"} 2.0", Ask("/files/x"));

        await AppearsAsync(gateway, "gateway_destination_healthy{upstream=\"main\",destination=\"d1\"} 0.0");
        await AppearsAsync(
            gateway, "gateway_upstream_attempts_total{destination=\"d1\",outcome=\"upstream-connection-refused\",upstream=\"main\"} ");
        await AppearsAsync(gateway, "gateway_errors_total{error=\"upstream-connection-refused\"} ");
        await AppearsAsync(
            gateway,
            "http_server_request_duration_seconds_count{environment=\"dev\",http_request_method=\"GET\","
                + "http_response_status_code=\"502\",repository=\"files\"} ");
    }

    [Fact]
    public async Task PrivateName_AskedOfAPublicUpstream_IsCountedAsWithheld()
    {
        await using var upstream = await FakeUpstream.StartAsync();
        await using var gateway = await GatewayHost.StartAsync(GatewaySettings.For(upstream.Address)
            .Set("Gateway:Repositories:npm", new { Format = "npm", Path = "/npm", Upstreams = new[] { "main" } })
            .Set("Gateway:Repositories:npm:Private", new[] { "@corp/*" })
            .ToString());

        await AppearsAsync(
            gateway, "gateway_private_names_withheld_total{channel=\"metadata\",repository=\"npm\"} ", Ask("/npm/@corp%2flib"));
    }

    [Fact]
    public async Task MoreIsStoredThanFits_Evicted_IsCountedByReason()
    {
        await using var upstream = await FakeUpstream.StartAsync();
        upstream.Otherwise(Reply.With(200, new string('x', 20_000), ("Cache-Control", "max-age=600")));
        await using var gateway = await GatewayHost.StartAsync(GatewaySettings.For(upstream.Address)
            .Set("Gateway:Cache", new { MemorySize = "64KiB", DiskSize = "0B" }).ToString());
        var asked = 0;

        await AppearsAsync(
            gateway,
            "gateway_cache_evictions_total{reason=\"room\"} ",
            host => AskAsync(host, $"/files/{Interlocked.Increment(ref asked)}"));
    }

    [Fact]
    public async Task TwoClients_OneColdObject_SecondIsCountedAsCollapsed()
    {
        var gate = new Gate();
        await using var upstream = await FakeUpstream.StartAsync();
        upstream.Otherwise(Reply.After(gate, Reply.With(200, "one", ("Cache-Control", "max-age=600"))));
        await using var gateway = await GatewayHost.StartAsync(GatewaySettings.For(upstream.Address).ToString());

        var first = AskAsync(gateway, "/files/cold");
        await gate.ArrivedAsync();
        await AppearsAsync(gateway, "http_server_active_requests 1.0");
        var second = AskAsync(gateway, "/files/cold");
        await AppearsAsync(gateway, "http_server_active_requests 2.0");
        gate.Open();
        await Task.WhenAll(first, second);

        await AppearsAsync(gateway, "gateway_cache_collapsed_total 1.0");
    }

    [Fact]
    public async Task Certificate_Shown_TellsItsSecondsLeft()
    {
        using var authority = new TestCertificates("servers");
        using var folder = new TempFolder();
        using var server = authority.Server(GatewaySettings.DevHost);
        var (certificate, key) = server.WritePem(folder, "server");
        await using var upstream = await FakeUpstream.StartAsync();
        await using var gateway = await GatewayHost.StartAsync(GatewaySettings.For(upstream.Address)
            .Set("Gateway:Certificates", new[] { new { Path = certificate, KeyPath = key } })
            .Set("Urls", "https://127.0.0.1:0").ToString());

        var line = await AppearsAsync(gateway, $"gateway_certificate_expiry_seconds{{subject=\"{server.Certificate.Subject}\"}} ");

        Assert.InRange(ValueOf(line), 1, (server.Certificate.NotAfter - server.Certificate.NotBefore).TotalSeconds);
    }

    [Fact]
    public async Task Configuration_FaultyThenGood_IsTold()
    {
        await using var upstream = await FakeUpstream.StartAsync();
        var settings = GatewaySettings.For(upstream.Address).ToString();
        await using var gateway = await GatewayHost.StartAsync(settings);

        await gateway.ReconfigureAsync(settings.Replace("\"Path\":", "\"Pfad\":", StringComparison.Ordinal));
        await AppearsAsync(gateway, "gateway_config_last_reload_successful 0.0");
        await gateway.ReconfigureAsync(settings);

        await AppearsAsync(gateway, "gateway_config_last_reload_successful 1.0");
    }

    private static Uri AddressOf(PortReservation port) => new UriBuilder("http", "127.0.0.1", port.EndPoint.Port).Uri;

    private static Func<GatewayHost, Task> Ask(string target) => gateway => AskAsync(gateway, target);

    private static Task<RawResponse> AskAsync(GatewayHost gateway, string target) =>
        RawHttpClient.ExchangeAsync(gateway.Address, RawRequest.Get(target));

    private static double ValueOf(string line) =>
        double.Parse(line[(line.LastIndexOf(' ') + 1)..], System.Globalization.CultureInfo.InvariantCulture);

    /// <summary>The sample that begins so, once it is there; until then something is done again and again.</summary>
    private static async Task<string> AppearsAsync(GatewayHost gateway, string beginning, Func<GatewayHost, Task>? meanwhile = null)
    {
        string? found = null;
        await Poll.UntilAsync(
            async () =>
            {
                await (meanwhile?.Invoke(gateway) ?? Task.CompletedTask);
                var text = await gateway.Client.GetStringAsync(new Uri(gateway.Admin!, "/metrics"), Cancelled);
                found = text.Split('\n').FirstOrDefault(line => line.StartsWith(beginning, StringComparison.Ordinal));
                return found is not null;
            },
            Poll.Patience,
            $"there is a sample {beginning}");
        return found!;
    }
}
