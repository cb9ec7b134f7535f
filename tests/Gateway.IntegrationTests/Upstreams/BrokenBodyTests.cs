using System.Text;
using Gateway.TestKit;
using Gateway.TestKit.RawHttp;
using Gateway.TestKit.Upstream;
using Microsoft.AspNetCore.Http;

namespace Gateway.IntegrationTests.Upstreams;

/// <summary>An answer that breaks after its first byte: never repeated, and never whole in the eyes of the client.</summary>
public sealed class BrokenBodyTests
{
    private static readonly byte[] Part = Encoding.ASCII.GetBytes("only a part");

    public static TheoryData<string, string, string> Breaks
    {
        get
        {
            var rows = new TheoryData<string, string, string>();
            foreach (var kind in Kinds.Keys)
            {
                rows.Add(kind, "GET", "no-store");
                rows.Add(kind, "GET", "max-age=60");
                rows.Add(kind, "POST", "no-store");
            }

            return rows;
        }
    }

    private static Dictionary<string, Func<string, RequestDelegate>> Kinds { get; } = new(StringComparer.Ordinal)
    {
        ["reset"] = control => Fault.ResetMidBody(Part, 1000, ("Cache-Control", control)),
        ["short"] = control => Fault.Raw($"HTTP/1.1 200 OK\r\nCache-Control: {control}\r\nContent-Length: 1000\r\n\r\nonly a part"),
        ["chunks"] = control => Fault.UnfinishedChunks(Part, ("Cache-Control", control)),
        ["bad chunk"] = control =>
            Fault.Raw($"HTTP/1.1 200 OK\r\nCache-Control: {control}\r\nTransfer-Encoding: chunked\r\n\r\nb\r\nonly a part\r\nzz\r\n"),
    };

    [Theory]
    [MemberData(nameof(Breaks))]
    public async Task Body_BreaksMidway_ClientSeesItBroken(string kind, string method, string control)
    {
        await using var served = await TwoDestinations.InOneClusterAsync();
        served.First.Otherwise(Kinds[kind](control));

        // The client may see nothing, a part, an error or, when nothing had reached it, the answer of another: anything but a whole part.
        await using var client = await RawHttpClient.ConnectAsync(served.Gateway.Address);
        await client.SendAsync(RawRequest.Of(method, "/files/x", GatewaySettings.DevHost, "Content-Length: 0"));
        try
        {
            var response = await client.ReadFinalResponseAsync();
            var isOfAnother = response is { Status: 502 } or { Text: "second" };
            Assert.True(!response.IsComplete || isOfAnother, $"{response.StatusLine}: '{response.Text}' looks whole.");
        }
        catch (EndOfStreamException)
        {
            Assert.Equal(0, served.Asked().Second);
        }
    }

    [Theory]
    [InlineData("no-store")]
    [InlineData("max-age=60")]
    public async Task Body_BreaksAfterAByteReachedTheClient_NobodyElseIsAsked(string control)
    {
        var gate = new Gate();
        await using var served = await TwoDestinations.InOneClusterAsync();
        served.First.Otherwise(Fault.ResetMidBody(Part, 1000, gate, ("Cache-Control", control)));
        await using var client = await RawHttpClient.ConnectAsync(served.Gateway.Address);
        await client.SendAsync(RawRequest.Get("/files/x"));

        Assert.Contains("only a part", Encoding.ASCII.GetString(await client.ReadSomeAsync()), StringComparison.Ordinal);
        gate.Open();

        Assert.True(await client.IsClosedByPeerAsync());
        Assert.Equal((1, 0), served.Asked());
    }

    [Fact]
    public async Task Body_BreaksMidwayOverHttp2_StreamIsReset()
    {
        await using var upstream = await FakeUpstream.StartAsync();
        upstream.Otherwise(Fault.UnfinishedChunks(Part));
        await using var gateway = await GatewayHost.StartAsync(GatewaySettings.For(upstream.Address).ListenHttp2().ToString());
        using var request = Http2.Request(HttpMethod.Post, "/files/x");

        await Assert.ThrowsAsync<HttpRequestException>(async () =>
        {
            using var response = await gateway.Client.SendAsync(request, TestContext.Current.CancellationToken);
            await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        });
    }

    [Fact]
    public async Task Body_BrokeMidway_IsNotServedFromTheCacheAfterwards()
    {
        await using var upstream = await FakeUpstream.StartAsync();
        upstream.Otherwise(Reply.InOrder(
            Fault.ResetMidBody(Part, 1000, ("Cache-Control", "max-age=60")),
            Reply.With(200, "whole", ("Cache-Control", "max-age=60"))));
        await using var gateway = await GatewayHost.StartAsync(GatewaySettings.For(upstream.Address).ToString());

        await BrokenOff.IsSeenAsync(RawHttpClient.ExchangeAsync(gateway.Address, RawRequest.Get("/files/x")));
        var response = await RawHttpClient.ExchangeAsync(gateway.Address, RawRequest.Get("/files/x"));

        Assert.Equal((200, "whole", true), (response.Status, response.Text, response.IsComplete));
    }

    [Fact]
    public async Task Body_BreaksMidway_IsLoggedWithTheUpstream()
    {
        await using var served = await TwoDestinations.InOneClusterAsync();
        served.First.Otherwise(Fault.ResetMidBody(Part, 1000));

        await using var client = await RawHttpClient.ConnectAsync(served.Gateway.Address);
        await client.SendAsync(RawRequest.Of("POST", "/files/x", GatewaySettings.DevHost, "Content-Length: 0"));

        var entry = await served.Gateway.Log.WaitForAsync(line => line.Category == "Gateway.Upstreams", "the broken attempt is logged");
        Assert.Equal(("main", "upstream-reset"), (entry["Upstream"], entry["Error"]));
    }
}
