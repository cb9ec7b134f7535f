using System.Collections.Immutable;
using System.Net;
using System.Text.Json;
using Gateway.TestKit;
using Gateway.TestKit.RawHttp;
using Gateway.TestKit.Upstream;
using Gateway.Upstreams.Addresses;
using Microsoft.Extensions.DependencyInjection;

namespace Gateway.IntegrationTests.Upstreams;

public sealed class NameTests
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(10);

    [Fact]
    public async Task NameOfADestination_HasAddressesOfWhichOneAnswers_ThatOneAnswersUnderTheName()
    {
        await using var upstream = await FakeUpstream.StartAsync();
        upstream.Otherwise(Reply.With(200, "hello"));
        await using var gateway = await GatewayHost.StartAsync(GatewaySettings
            .For(new Uri($"http://localhost:{upstream.Address.Port}/"))
            .Set("Gateway:Upstreams:main:Names:EveryAddress", value: true).ToString());

        Assert.Equal("hello", await gateway.Client.GetStringAsync("/files/x", TestContext.Current.CancellationToken));

        Assert.Equal($"localhost:{upstream.Address.Port}", Assert.Single(upstream.Requests).Value("Host"));
        Assert.Contains("d1[127.0.0.1]", (await ShownAsync(gateway)).Keys, StringComparer.Ordinal);
    }

    /// <summary>Three servers behind one name, on one port, as a round robin of address records has them.</summary>
    [Fact]
    public async Task NameOfADestination_HasSeveralAddresses_EachIsADestinationThatComesAndGoesByItself()
    {
        await using var one = await FakeUpstream.StartAsync();
        await using var two = await FakeUpstream.StartAsync(At("127.0.0.2", one));
        await using var three = await FakeUpstream.StartAsync(At("127.0.0.3", one));
        (FakeUpstream Server, string Name)[] servers = [(one, "one"), (two, "two"), (three, "three")];
        foreach (var (server, name) in servers)
        {
            server.Otherwise(Reply.With(200, name, ("Cache-Control", "no-store")));
        }

        var (clock, names) = (new ManualClock(), new Names("127.0.0.1", "127.0.0.2"));
        await using var gateway = await GatewayHost.StartAsync(
            Settings(one.Address.Port).ToString(), clock, services => services.AddSingleton<INames>(names));

        Assert.Equal(["one", "two"], await AnswersAsync(gateway));
        Assert.Equal($"registry.example:{one.Address.Port}", one.Requests[0].Value("Host"));
        Assert.Equal($"registry.example:{one.Address.Port}", two.Requests[0].Value("Host"));

        // One is lost and left alone: what is known of it must outlive the change of the others.
        await two.StopListeningAsync();
        Assert.Equal(["one"], await AnswersAsync(gateway));
        var before = (await ShownAsync(gateway))["d1[127.0.0.2]"];
        Assert.Equal("open", before.Breaker);

        names.Found = ["127.0.0.2", "127.0.0.3"];
        clock.Advance(Interval);

        await Poll.UntilAsync(
            async () => (await ShownAsync(gateway)).Count == 2 && (await AnswersAsync(gateway)) is ["three"],
            Poll.Patience,
            "the address that came is asked, and the one that went is not");
        Assert.Equal(before, (await ShownAsync(gateway))["d1[127.0.0.2]"]);
        var line = await gateway.Log.WaitForAsync(
            entry => entry.EventId.Id == 1313 && entry.Message.Contains(".3", StringComparison.Ordinal));
        Assert.Equal("registry.example has the addresses 127.0.0.2, 127.0.0.3.", line.Message);
    }

    private static FakeUpstreamOptions At(string address, FakeUpstream beside) =>
        new() { EndPoint = new IPEndPoint(IPAddress.Parse(address), beside.Address.Port) };

    private static GatewaySettings Settings(int port) => GatewaySettings
        .For(new Uri($"http://registry.example:{port}/"))
        .Set("ReverseProxy:Clusters:main:LoadBalancingPolicy", "RoundRobin")
        .Set("Gateway:Upstreams:main:Names", new { EveryAddress = true, Interval = Interval.ToString() })
        .Set("Gateway:Upstreams:main:Resilience:Breaker", new { ConsecutiveFailures = 1, Interval = "01:00:00" });

    /// <summary>Who answers some requests, sorted.</summary>
    private static async Task<IReadOnlyList<string>> AnswersAsync(GatewayHost gateway)
    {
        var answers = new SortedSet<string>(StringComparer.Ordinal);
        for (var i = 0; i < 8; i++)
        {
            var response = await RawHttpClient.ExchangeAsync(gateway.Address, RawRequest.Get("/files/x"));
            Assert.Equal(200, response.Status);
            answers.Add(response.Text);
        }

        return [.. answers];
    }

    private static async Task<ImmutableDictionary<string, (string Breaker, string? Reason, DateTimeOffset Since)>> ShownAsync(
        GatewayHost gateway)
    {
        var text = await gateway.Client.GetStringAsync(new Uri(gateway.Admin!, "/api/upstreams"), TestContext.Current.CancellationToken);
        using var document = JsonDocument.Parse(text);
        return document.RootElement[0].GetProperty("destinations").EnumerateArray().ToImmutableDictionary(
            one => one.GetProperty("id").GetString()!,
            one => (one.GetProperty("breaker").GetString()!, one.GetProperty("reason").GetString(),
                one.GetProperty("since").GetDateTimeOffset()),
            StringComparer.Ordinal);
    }

    private sealed class Names(params string[] addresses) : INames
    {
        private volatile string[] _found = addresses;

        public string[] Found
        {
            set => _found = value;
        }

        public Task<IPAddress[]> FindAsync(string name, CancellationToken cancellationToken) =>
            Task.FromResult<IPAddress[]>([.. _found.Select(IPAddress.Parse)]);
    }
}
