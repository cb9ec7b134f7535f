using Gateway.TestKit.RawHttp;
using Gateway.TestKit.Upstream;
using Microsoft.Extensions.Logging;

namespace Gateway.IntegrationTests.Telemetry;

public sealed class AccessLineTests(OneUpstream served) : IClassFixture<OneUpstream>
{
    [Theory]
    [InlineData("GET")]
    [InlineData("HEAD")]
    [InlineData("DELETE")]
    public async Task Request_Answered_IsOneLineWithAllThatIsKnown(string method)
    {
        var target = $"/files/{method}";
        served.Upstream.On($"/{method}", Reply.With(204));

        var response = await served.SendAsync(RawRequest.Of(method, target, GatewaySettings.DevHost));

        var line = await served.Gateway.Log.WaitForAsync(entry => entry.Category == "Gateway.Access" && entry["Target"] is string text && text == target);
        Assert.Equal((204, "BYPASS"), (response.Status, response.Value("X-Cache-Status")));
        Assert.Equal(LogLevel.Information, line.Level);
        Assert.Equal(
            (method, 204, "dev", "files", "main", "BYPASS", "-"),
            (line["Method"], line["Status"], line["Environment"], line["Repository"], line["Upstream"], line["CacheStatus"], line["Error"]));
        Assert.NotNull(line["UpstreamDuration"]);
        Assert.Single(served.Gateway.Log.Entries, entry => entry.Category == "Gateway.Access" && entry["Target"] is string text && text == target);
    }

    [Fact]
    public async Task Client_LeavesBeforeTheAnswer_LineSays499()
    {
        var gate = new Gateway.TestKit.Gate();
        served.Upstream.On("/left", Reply.After(gate, Reply.With(200)));
        await using var client = await RawHttpClient.ConnectAsync(served.Gateway.Address);
        await client.SendAsync(RawRequest.Of("DELETE", "/files/left", GatewaySettings.DevHost));
        await gate.ArrivedAsync();

        client.Reset();

        var line = await served.Gateway.Log.WaitForAsync(entry => entry["Target"] is "/files/left");
        Assert.Equal((499, "-"), (line["Status"], line["Error"]));
    }
}
