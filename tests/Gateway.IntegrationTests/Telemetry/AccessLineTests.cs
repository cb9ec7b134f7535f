using System.Diagnostics;
using Gateway.TestKit;
using Gateway.TestKit.RawHttp;
using Gateway.TestKit.Upstream;
using Microsoft.Extensions.Logging;

namespace Gateway.IntegrationTests.Telemetry;

public sealed class AccessLineTests(AccessLineTests.Trusting served) : IClassFixture<AccessLineTests.Trusting>
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

        var line = await served.Gateway.Log.WaitForAsync(IsAccessTo);
        Assert.Equal((204, "BYPASS"), (response.Status, response.Value("X-Cache-Status")));
        Assert.Equal(LogLevel.Information, line.Level);
        Assert.Equal((method, 204, "BYPASS", null), (line["Method"], line["Status"], line["CacheStatus"], line["Error"]));
        Assert.Equal(("dev", "files", "main"), (line["Environment"], line["Repository"], line["Upstream"]));
        Assert.NotNull(line["UpstreamDuration"]);
        Assert.Single(served.Gateway.Log.Entries, entry => IsAccessTo(entry));

        bool IsAccessTo(LogEntry entry) => entry.Category == "Gateway.Access" && entry["Target"] is string text && text == target;
    }

    [Fact]
    public async Task Client_LeavesBeforeTheAnswer_LineSays499()
    {
        var gate = new Gate();
        served.Upstream.On("/left", Reply.After(gate, Reply.With(200)));
        await using var client = await RawHttpClient.ConnectAsync(served.Gateway.Address);
        await client.SendAsync(RawRequest.Of("DELETE", "/files/left", GatewaySettings.DevHost));
        await gate.ArrivedAsync();

        client.Reset();

        var line = await served.Gateway.Log.WaitForAsync(entry => entry["Target"] is "/files/left");
        Assert.Equal((499, null), (line["Status"], line["Error"]));
    }

    [Theory]
    [InlineData("/files/kept", GatewaySettings.DevHost, 200, "Error", "Reason", "UpstreamDuration", "Identity", "Package", "Version")]
    [InlineData("/nothing", GatewaySettings.DevHost, 404, "Repository", "CacheStatus", "Upstream", "UpstreamDuration", "Reason")]
    [InlineData("/files/x", "nobody.example", 421, "Environment", "Repository", "CacheStatus", "Upstream", "UpstreamDuration")]
    public async Task Values_NotKnownOfARequest_AreNotInItsLine(string target, string host, int status, params string[] absent)
    {
        served.Upstream.On("/kept", Reply.With(200, "kept", ("Cache-Control", "max-age=600")));
        if (status == 200)
        {
            await Poll.UntilAsync(
                async () => (await served.SendAsync(RawRequest.Get(target))).Value("X-Cache-Status") == "HIT", Poll.Patience, "a hit");
        }

        var trace = ActivityTraceId.CreateRandom().ToHexString();
        var response = await served.SendAsync(RawRequest.Of("GET", target, host, $"traceparent: 00-{trace}-00f067aa0ba902b7-00"));

        Assert.Equal(status, response.Status);
        var line = await served.Gateway.Log.WaitForAsync(entry => entry["TraceId"] is string found && found == trace);
        Assert.All(absent, name => Assert.DoesNotContain(line.State, value => value.Key == name));
        Assert.All(line.State, value => Assert.NotNull(value.Value));
        Assert.DoesNotContain("(null)", line.Message, StringComparison.Ordinal);
        Assert.Contains("duration=", line.Message, StringComparison.Ordinal);
        Assert.EndsWith($"trace={trace}", line.Message, StringComparison.Ordinal);
    }

    /// <summary>A client here may say which trace its request belongs to, so that its line is found.</summary>
    public sealed class Trusting : OneUpstream
    {
        protected override string Settings(Uri upstream) =>
            GatewaySettings.For(upstream).Set("Gateway:TrustedProxies", new[] { "127.0.0.1" }).ToString();
    }
}
