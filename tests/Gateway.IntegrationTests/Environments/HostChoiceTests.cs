using Gateway.TestKit;
using Gateway.TestKit.RawHttp;
using Gateway.TestKit.Upstream;

namespace Gateway.IntegrationTests.Environments;

public sealed class HostChoiceTests(HostChoiceTests.ThreeEnvironments served) : IClassFixture<HostChoiceTests.ThreeEnvironments>
{
    public static TheoryData<string, string> Hosts => new()
    {
        { "dev.example", "dev" },
        { "DEV.example", "dev" },
        { "dev.example.", "dev" },
        { "dev.example:1234", "dev" },
        { "localhost", "dev" },
        { "localhost:8081", "dev" },
        { "localhost:8082", "prod" },
        { "LOCALHOST.:8082", "prod" },
        { "a.test.example", "test" },
        { "a.b.TEST.example:99", "test" },
        { "xn--bcher-kva.example", "test" },
        { "XN--BCHER-KVA.example", "test" },
        { "[::1]:81", "prod" },
    };

    public static TheoryData<string> UnknownHosts => ["other.example", "test.example", "xdev.example", "dev.example.com", "[::2]"];

    [Theory]
    [MemberData(nameof(Hosts))]
    public async Task Host_OverHttp1_ChoosesTheEnvironment(string host, string environment)
    {
        var response = await RawHttpClient.ExchangeAsync(served.Http1.Address, RawRequest.Of("GET", "/files/x", host));

        Assert.Equal((200, $"/{environment}/x"), (response.Status, response.Text));
        Assert.Equal(environment, response.Value("X-Gateway-Environment"));
    }

    [Theory]
    [MemberData(nameof(Hosts))]
    public async Task Authority_OverHttp2_ChoosesTheEnvironment(string host, string environment)
    {
        using var request = Http2.Request(HttpMethod.Get, "/files/x", host);
        using var response = await served.Http2.Client.SendAsync(request, TestContext.Current.CancellationToken);

        Assert.Equal($"/{environment}/x", await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }

    [Theory]
    [MemberData(nameof(UnknownHosts))]
    public async Task UnknownHost_OverHttp1_IsMisdirected(string host)
    {
        var before = served.Upstream.Requests.Count;

        var response = await RawHttpClient.ExchangeAsync(served.Http1.Address, RawRequest.Of("GET", "/files/x", host));

        Assert.Equal((421, "unknown-environment"), (response.Status, response.Value("X-Gateway-Error")));
        Assert.Null(response.Value("X-Gateway-Environment"));
        Assert.Equal(before, served.Upstream.Requests.Count);
    }

    [Theory]
    [MemberData(nameof(UnknownHosts))]
    public async Task UnknownAuthority_OverHttp2_IsMisdirected(string host)
    {
        var before = served.Upstream.Requests.Count;
        using var request = Http2.Request(HttpMethod.Get, "/files/x", host);
        using var response = await served.Http2.Client.SendAsync(request, TestContext.Current.CancellationToken);

        Assert.Equal(421, (int)response.StatusCode);
        Assert.Equal(["unknown-environment"], response.Headers.GetValues("X-Gateway-Error"), StringComparer.Ordinal);
        Assert.Equal(before, served.Upstream.Requests.Count);
    }

    /// <summary>Two gateways, of HTTP/1.1 and of HTTP/2, before one upstream that answers with the target it got.</summary>
    public sealed class ThreeEnvironments : IAsyncLifetime
    {
        public FakeUpstream Upstream { get; private set; } = null!;

        public GatewayHost Http1 { get; private set; } = null!;

        public GatewayHost Http2 { get; private set; } = null!;

        public async ValueTask InitializeAsync()
        {
            Upstream = await FakeUpstream.StartAsync();
            foreach (var name in (string[])["dev", "test", "prod"])
            {
                Upstream.On($"/{name}/x", Reply.With(200, $"/{name}/x"));
            }

            Http1 = await GatewayHost.StartAsync(Settings().ToString());
            Http2 = await GatewayHost.StartAsync(Settings().ListenHttp2().ToString());
        }

        public async ValueTask DisposeAsync()
        {
            await Http1.DisposeAsync();
            await Http2.DisposeAsync();
            await Upstream.DisposeAsync();
        }

        private GatewaySettings Settings()
        {
            var settings = new GatewaySettings()
                .Environment("dev", "dev.example", "localhost")
                .Environment("test", "*.test.example", "bücher.example")
                .Environment("prod", "localhost:8082", "[::1]")
                .Repository("files", "/files", "files-{environment}");
            foreach (var name in (string[])["dev", "test", "prod"])
            {
                settings.Cluster($"files-{name}", new Uri(Upstream.Address, name + "/"));
            }

            return settings;
        }
    }
}
