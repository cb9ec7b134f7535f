using Gateway.TestKit;
using Gateway.TestKit.RawHttp;
using Gateway.TestKit.Upstream;

namespace Gateway.IntegrationTests.Upstreams;

public sealed class ForwardingFieldTests
{
    private static readonly string[] Spoofed =
    [
        "X-Forwarded-For: 6.6.6.6", "X-Forwarded-Proto: https", "X-Forwarded-Host: spoofed.example", "X-Forwarded-Prefix: /spoofed",
        "X-Forwarded-Port: 1", "X-Real-IP: 6.6.6.6", "Forwarded: for=6.6.6.6;host=spoofed.example",
    ];

    [Theory]
    [InlineData("GET")]
    [InlineData("DELETE")]
    public async Task Stranger_SendsForwardingFields_GatewayWritesItsOwn(string method)
    {
        var (request, response) = await AskAsync(settings => settings, RawRequest.Of(method, "/files/x", "DEV.example:81", Spoofed));

        Assert.Equal(200, response.Status);
        Assert.Equal("127.0.0.1", request.Value("X-Forwarded-For"));
        Assert.Equal("http", request.Value("X-Forwarded-Proto"));
        Assert.Equal("DEV.example:81", request.Value("X-Forwarded-Host"));
        Assert.Equal("/files", request.Value("X-Forwarded-Prefix"));
        Assert.Equal("127.0.0.1", request.Value("X-Real-IP"));
        Assert.Empty(request.Values("Forwarded"));
        Assert.Empty(request.Values("X-Forwarded-Port"));
    }

    [Fact]
    public async Task TrustedProxy_SendsForwardingFields_TheyAreBelievedAsFarAsTheChainIsTrusted()
    {
        var (request, response) = await AskAsync(
            settings => settings.Set("Gateway:TrustedProxies", new[] { "127.0.0.0/8", "10.0.0.0/8" }),
            RawRequest.Of(
                "GET", "/files/x", "inner",
                "X-Forwarded-For: 6.6.6.6, junk", "X-Forwarded-For: 198.51.100.7, 10.0.0.9",
                "X-Forwarded-Proto: https", "X-Forwarded-Host: dev.example", "X-Real-IP: 6.6.6.6", "Forwarded: for=6.6.6.6"));

        Assert.Equal(200, response.Status);
        Assert.Equal("198.51.100.7, 10.0.0.9, 127.0.0.1", request.Value("X-Forwarded-For"));
        Assert.Equal("198.51.100.7", request.Value("X-Real-IP"));
        Assert.Equal("https", request.Value("X-Forwarded-Proto"));
        Assert.Equal("dev.example", request.Value("X-Forwarded-Host"));
        Assert.Empty(request.Values("Forwarded"));
    }

    [Fact]
    public async Task ClientBehindTrustedProxy_SpoofsAHost_ProxysWordCounts()
    {
        var (_, response) = await AskAsync(
            settings => settings.Set("Gateway:TrustedProxies", new[] { "127.0.0.1" }).Environment("prod", "prod.example"),
            RawRequest.Of("GET", "/files/x", "inner", "X-Forwarded-For: 198.51.100.7", "X-Forwarded-Host: prod.example, dev.example"));

        Assert.Equal("dev", response.Value("X-Gateway-Environment"));
    }

    [Fact]
    public async Task Stranger_SpoofsAHost_HostFieldCounts()
    {
        var (_, response) = await AskAsync(
            settings => settings.Environment("prod", "prod.example"),
            RawRequest.Get("/files/x", "X-Forwarded-Host: prod.example"));

        Assert.Equal("dev", response.Value("X-Gateway-Environment"));
    }

    [Fact]
    public async Task Via_OnBothWays_NamesTheGatewayBehindThoseBefore()
    {
        var (request, response) = await AskAsync(settings => settings, RawRequest.Get("/files/x", "Via: 1.0 fred (a)"));

        Assert.Matches(@"^1\.0 fred \(a\), 1\.1 gateway \([0-9a-f]+\)$", string.Join(", ", request.Values("Via")));
        Assert.Equal("1.1 upstream, 1.1 gateway", string.Join(", ", response.Values("Via")));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Traceparent_OfAPeer_GoesOnInItsTraceOnlyWhenItIsTrusted(bool isTrusted)
    {
        const string Trace = "4bf92f3577b34da6a3ce929d0e0e4736";
        const string Span = "00f067aa0ba902b7";

        var (request, _) = await AskAsync(
            settings => isTrusted ? settings.Set("Gateway:TrustedProxies", new[] { "127.0.0.1" }) : settings,
            RawRequest.Get("/files/x", $"traceparent: 00-{Trace}-{Span}-01", "tracestate: vendor=1", "baggage: user=1"));

        var traceparent = request.Value("traceparent");
        Assert.Matches("^00-[0-9a-f]{32}-[0-9a-f]{16}-0[01]$", traceparent);
        Assert.Equal(isTrusted, traceparent!.StartsWith($"00-{Trace}-", StringComparison.Ordinal));
        Assert.DoesNotContain(Span, traceparent, StringComparison.Ordinal);
        Assert.Equal(isTrusted, request.Value("tracestate") is not null);
        Assert.Equal(isTrusted, request.Value("baggage") is not null);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("registry.internal")]
    public async Task Host_TowardsTheUpstream_IsWhatTheClusterSays(string? configured)
    {
        await using var upstream = await FakeUpstream.StartAsync();
        upstream.Otherwise(Reply.With(200));
        var settings = GatewaySettings.For(upstream.Address);
        if (configured is not null)
        {
            settings.Set("ReverseProxy:Clusters:main:Destinations:d1:Host", configured);
        }

        await using var gateway = await GatewayHost.StartAsync(settings.ToString());
        await RawHttpClient.ExchangeAsync(gateway.Address, RawRequest.Get("/files/x"));
        await RawHttpClient.ExchangeAsync(gateway.Address, RawRequest.Of("DELETE", "/files/x", GatewaySettings.DevHost));

        Assert.All(upstream.Requests, request => Assert.Equal(configured ?? upstream.Address.Authority, request.Value("Host")));
        Assert.Equal(2, upstream.Requests.Count);
    }

    [Fact]
    public async Task OtherFields_ArriveAsSent_AlsoBytesBeyondAscii()
    {
        var (request, response) = await AskAsync(
            settings => settings, RawRequest.Get("/files/x", "X-Bytes: caf\u00e9", "X-Empty:", "Accept: a/b;q=0.5, */*"));

        Assert.Equal(("caf\u00e9", "", "a/b;q=0.5, */*"), (request.Value("X-Bytes"), request.Value("X-Empty"), request.Value("Accept")));
        Assert.Equal("na\u00efve", response.Value("X-Answer"));
    }

    [Fact]
    public async Task FieldsOfTheConnection_Sent_EndAtTheGateway()
    {
        await using var upstream = await FakeUpstream.StartAsync();
        upstream.Otherwise(Fault.Raw(
            "HTTP/1.1 200 OK\r\nConnection: X-Hop, close\r\nX-Hop: 1\r\nKeep-Alive: 5\r\nX-End: 2\r\nContent-Length: 0\r\n\r\n"));
        await using var gateway = await GatewayHost.StartAsync(GatewaySettings.For(upstream.Address).ToString());

        var response = await RawHttpClient.ExchangeAsync(gateway.Address, RawRequest.Get(
            "/files/x",
            "Connection: X-Mine, TE, x-forwarded-for", "X-Mine: 1", "TE: gzip", "Keep-Alive: 5",
            "Proxy-Authorization: Basic eA==", "X-End: 1"));

        var request = Assert.Single(upstream.Requests);
        string[] ends = ["X-Mine", "TE", "Keep-Alive", "Proxy-Authorization", "Connection", "Proxy-Connection"];
        Assert.All(ends, name => Assert.Empty(request.Values(name)));
        Assert.Equal(("1", "127.0.0.1"), (request.Value("X-End"), request.Value("X-Forwarded-For")));
        Assert.Empty(response.Values("X-Hop").Concat(response.Values("Keep-Alive")));
        Assert.Equal("2", response.Value("X-End"));
    }

    private static async Task<(RecordedRequest Request, RawResponse Response)> AskAsync(
        Func<GatewaySettings, GatewaySettings> configure, string request)
    {
        await using var upstream = await FakeUpstream.StartAsync();
        upstream.Otherwise(Fault.Raw("HTTP/1.1 200 OK\r\nVia: 1.1 upstream\r\nX-Answer: na\u00efve\r\nContent-Length: 0\r\n\r\n"));
        await using var gateway = await GatewayHost.StartAsync(configure(GatewaySettings.For(upstream.Address)).ToString());
        var response = await RawHttpClient.ExchangeAsync(gateway.Address, request);
        return (Assert.Single(upstream.Requests), response);
    }
}
