using Gateway.TestKit.Upstream;

namespace Gateway.IntegrationTests.Upstreams;

public sealed class FallbackTests
{
    [Theory]
    [InlineData(404)]
    [InlineData(410)]
    [InlineData(502)]
    [InlineData(503)]
    [InlineData(504)]
    public async Task FirstUpstream_HasItNotOrCannot_NextAnswers(int status)
    {
        await using var served = await TwoDestinations.InAChainAsync();
        served.First.Otherwise(Reply.With(status, "first", ("X-First", "1")));

        var response = await served.GetAsync();

        Assert.Equal((200, "second", 0), (response.Status, response.Text, response.Values("X-First").Count));
        Assert.Equal((1, 1), served.Asked());
    }

    [Fact]
    public async Task FirstUpstream_RefusesTheConnection_NextAnswers()
    {
        await using var served = await TwoDestinations.InAChainAsync();
        await served.First.StopListeningAsync();

        Assert.Equal("second", (await served.GetAsync()).Text);
    }

    [Theory]
    [InlineData(200)]
    [InlineData(304)]
    [InlineData(401)]
    [InlineData(403)]
    [InlineData(500)]
    public async Task FirstUpstream_AnswersAnythingElse_ThatIsTheAnswer(int status)
    {
        await using var served = await TwoDestinations.InAChainAsync();
        served.First.Otherwise(Reply.With(status));

        Assert.Equal(status, (await served.GetAsync()).Status);
        Assert.Equal((1, 0), served.Asked());
    }

    [Fact]
    public async Task FallbackOnConfigured_Answered_ThoseStatusesCountAndNoOthers()
    {
        await using var served = await TwoDestinations.InAChainAsync(settings =>
            settings.Set("Gateway:Repositories:files:FallbackOn", new[] { 403 }));
        served.First.Otherwise(Reply.Statuses(403, 404));

        Assert.Equal(200, (await served.GetAsync()).Status);
        Assert.Equal(404, (await served.GetAsync("/files/y")).Status);
    }

    [Fact]
    public async Task NoUpstreamHasIt_Asked_AnswerOfTheLastIsTheClients()
    {
        await using var served = await TwoDestinations.InAChainAsync();
        served.First.Otherwise(Reply.With(404, "first"));
        served.Second.Otherwise(Reply.With(410, "second"));

        var response = await served.GetAsync();

        Assert.Equal((410, "second"), (response.Status, response.Text));
    }

    /// <summary>"Not here" is only true when everybody was asked: a client that believes it goes on to somebody else.</summary>
    [Fact]
    public async Task FirstUpstreamIsDown_NextHasItNot_IsNeverNotFound()
    {
        await using var served = await TwoDestinations.InAChainAsync();
        await served.First.StopListeningAsync();
        served.Second.Otherwise(Reply.With(404, "second"));

        var response = await served.GetAsync();

        Assert.Equal((502, "upstream-connection-refused"), (response.Status, response.Value("X-Gateway-Error")));
        Assert.Contains("main", response.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task FirstUpstreamCannot_NextHasItNot_IsNeverNotFound()
    {
        await using var served = await TwoDestinations.InAChainAsync();
        served.First.Otherwise(Reply.With(503, "first"));
        served.Second.Otherwise(Reply.With(404, "second"));

        var response = await served.GetAsync();

        Assert.Equal((503, "no-healthy-upstream"), (response.Status, response.Value("X-Gateway-Error")));
        Assert.Contains("main", response.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Post_FirstUpstreamHasItNot_GoesToNoOther()
    {
        await using var served = await TwoDestinations.InAChainAsync();
        served.First.Otherwise(Reply.With(404, "first"));

        var response = await served.SendAsync(RawRequest.Of("POST", "/files/x", GatewaySettings.DevHost, "Content-Length: 0"));

        Assert.Equal((404, "first"), (response.Status, response.Text));
        Assert.Equal((1, 0), served.Asked());
    }

    [Fact]
    public async Task EveryUpstreamIsDown_Asked_LastFailureIsTheError()
    {
        await using var served = await TwoDestinations.InAChainAsync();
        await served.First.StopListeningAsync();
        await served.Second.StopListeningAsync();

        var response = await served.GetAsync();

        Assert.Equal((502, "upstream-connection-refused"), (response.Status, response.Value("X-Gateway-Error")));
    }
}
