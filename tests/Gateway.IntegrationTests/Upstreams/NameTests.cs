using System.Text.Json;
using Gateway.TestKit;
using Gateway.TestKit.Upstream;

namespace Gateway.IntegrationTests.Upstreams;

public sealed class NameTests
{
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
        var text = await gateway.Client.GetStringAsync(new Uri(gateway.Admin!, "/api/upstreams"), TestContext.Current.CancellationToken);
        using var document = JsonDocument.Parse(text);
        Assert.Contains(
            "d1[127.0.0.1]",
            document.RootElement[0].GetProperty("destinations").EnumerateArray().Select(one => one.GetProperty("id").GetString()),
            StringComparer.Ordinal);
    }
}
