using System.Net;
using Gateway.TestKit;
using Gateway.TestKit.RawHttp;
using Gateway.TestKit.Upstream;
using Microsoft.AspNetCore.Http;

namespace Gateway.IntegrationTests.Upstreams;

public sealed class FailoverTests
{
    private const string Post = "POST /files/x HTTP/1.1\r\nHost: dev.example\r\nContent-Length: 1\r\n\r\na";

    public static TheoryData<string> Methods => ["GET", "HEAD"];

    [Theory]
    [MemberData(nameof(Methods))]
    public async Task FirstDestination_RefusesTheConnection_SecondAnswers(string method)
    {
        await using var served = await TwoDestinations.InOneClusterAsync();
        await served.First.StopListeningAsync();

        var response = await served.SendAsync(RawRequest.Of(method, "/files/x", GatewaySettings.DevHost));

        Assert.Equal((200, "second"), (response.Status, response.Value("X-From")));
    }

    [Theory]
    [MemberData(nameof(Methods))]
    public async Task FirstDestination_ResetsBeforeItsAnswer_SecondAnswers(string method)
    {
        await using var served = await TwoDestinations.InOneClusterAsync();
        served.First.Otherwise(Fault.ResetBeforeResponse);

        var response = await served.SendAsync(RawRequest.Of(method, "/files/x", GatewaySettings.DevHost));

        Assert.Equal((200, "second"), (response.Status, response.Value("X-From")));
        Assert.NotEmpty(served.First.Requests);
    }

    [Theory]
    [InlineData(502)]
    [InlineData(503)]
    [InlineData(504)]
    public async Task FirstDestination_AnswersThatItCannot_SecondAnswersAndNothingOfTheFirstIsLeft(int status)
    {
        await using var served = await TwoDestinations.InOneClusterAsync();
        served.First.Otherwise(Reply.With(status, "first", ("X-First", "1"), ("Retry-After", "9"), ("Set-Cookie", "a=b")));

        var response = await served.GetAsync();

        Assert.Equal((200, "second", 1), (response.Status, response.Text, response.Values("X-From").Count));
        Assert.Empty(response.Values("X-First").Concat(response.Values("Retry-After")).Concat(response.Values("Set-Cookie")));
        Assert.Equal("1.1 gateway", response.Value("Via"));
        Assert.Equal((1, 1), served.Asked());
    }

    [Theory]
    [InlineData(200)]
    [InlineData(404)]
    [InlineData(429)]
    [InlineData(500)]
    [InlineData(501)]
    public async Task FirstDestination_AnswersAnythingElse_ThatIsTheAnswer(int status)
    {
        await using var served = await TwoDestinations.InOneClusterAsync();
        served.First.Otherwise(Reply.With(status, "first"));

        var response = await served.GetAsync();

        Assert.Equal((status, "first"), (response.Status, response.Text));
        Assert.Equal((1, 0), served.Asked());
    }

    [Theory]
    [InlineData(503)]
    [InlineData(502)]
    public async Task Post_FirstDestinationAnswersThatItCannot_IsNotRepeated(int status)
    {
        await using var served = await TwoDestinations.InOneClusterAsync();
        served.First.Otherwise(Reply.With(status, "first"));

        var response = await served.SendAsync(Post);

        Assert.Equal((status, "first"), (response.Status, response.Text));
        Assert.Equal((1, 0), served.Asked());
    }

    [Fact]
    public async Task Post_FirstDestinationResets_IsNotRepeated()
    {
        await using var served = await TwoDestinations.InOneClusterAsync();
        served.First.Otherwise(Fault.ResetBeforeResponse);

        var response = await served.SendAsync(Post);

        Assert.Equal((502, "upstream-reset"), (response.Status, response.Value("X-Gateway-Error")));
        Assert.Equal((1, 0), served.Asked());
    }

    /// <summary>The client library would send each of them four times.</summary>
    [Theory]
    [InlineData("GET", 200, 1)]
    [InlineData("OPTIONS", 200, 1)]
    [InlineData("DELETE", 502, 0)]
    [InlineData("POST", 502, 0)]
    public async Task FirstDestination_ClosesWithoutAnAnswer_IsAskedOnce(string method, int status, int second)
    {
        await using var served = await TwoDestinations.InOneClusterAsync();
        served.First.Otherwise(Fault.Raw(""));

        var response = await served.SendAsync(RawRequest.Of(method, "/files/x", GatewaySettings.DevHost, "Content-Length: 0"));

        Assert.Equal(status, response.Status);
        Assert.Equal((1, second), served.Asked());
    }

    /// <summary>As a server that ends an idle connection just then; what may have had an effect is sent once, also there.</summary>
    [Theory]
    [InlineData("GET", 200, 2)]
    [InlineData("DELETE", 502, 1)]
    [InlineData("POST", 502, 1)]
    public async Task OnlyDestination_ClosesAConnectionThatItHadAnsweredOn_OnlyWhatDoesNoHarmIsSentAnew(
        string method, int status, int requests)
    {
        await using var upstream = new OneAnswerAConnection();
        await using var gateway = await GatewayHost.StartAsync(GatewaySettings.For(upstream.Address).ToString());
        Assert.Equal(200, (await RawHttpClient.ExchangeAsync(gateway.Address, RawRequest.Get("/files/before"))).Status);

        var response = await RawHttpClient.ExchangeAsync(
            gateway.Address,
            RawRequest.Of(method, "/files/x", GatewaySettings.DevHost, method == "GET" ? "Accept: */*" : "Content-Length: 0"));

        Assert.Equal((status, requests), (response.Status, upstream.Requests - 1));
    }

    [Fact]
    public async Task BothDestinations_RefuseTheConnection_ErrorNamesBothToThoseWhoMaySee()
    {
        await using var served = await TwoDestinations.InOneClusterAsync();
        await served.First.StopListeningAsync();
        await served.Second.StopListeningAsync();

        var response = await served.GetAsync();

        Assert.Equal((502, "upstream-connection-refused"), (response.Status, response.Value("X-Gateway-Error")));
        Assert.Contains(served.First.Address.Authority, response.Text, StringComparison.Ordinal);
        Assert.Contains(served.Second.Address.Authority, response.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task BothDestinations_AnswerThatTheyCannot_LastAnswerIsTheClients()
    {
        await using var served = await TwoDestinations.InOneClusterAsync();
        served.First.Otherwise(Reply.With(503, "first"));
        served.Second.Otherwise(Reply.With(504, "second"));

        var response = await served.GetAsync();

        Assert.Equal((504, "second"), (response.Status, response.Text));
        Assert.Null(response.Value("X-Gateway-Error"));
    }

    [Fact]
    public async Task OneAttemptConfigured_FirstDestinationFails_IsNotRepeated()
    {
        await using var served = await TwoDestinations.InOneClusterAsync(settings =>
            settings.Set("Gateway:Upstreams:main:Resilience:Attempts", 1));
        served.First.Otherwise(Reply.With(503, "first"));

        Assert.Equal(503, (await served.GetAsync()).Status);
        Assert.Equal((1, 0), served.Asked());
    }

    [Fact]
    public async Task FirstDestination_DoesNotAnswerInTime_SecondAnswers()
    {
        var gate = new Gate();
        await using var served = await TwoDestinations.InOneClusterAsync(
            settings => settings.Set("Gateway:Upstreams:main:Resilience:AttemptTimeout", "00:00:00.3"));
        served.First.Otherwise(Fault.Hang(gate));

        Assert.Equal("second", (await served.GetAsync()).Text);
    }

    [Fact]
    public async Task NoDestination_AnswersInTime_IsATimeout()
    {
        var gate = new Gate();
        await using var served = await TwoDestinations.InOneClusterAsync(
            settings => settings.Set("Gateway:Upstreams:main:Resilience:AttemptTimeout", "00:00:00.3"));
        served.First.Otherwise(Fault.Hang(gate));
        served.Second.Otherwise(Fault.Hang(gate));

        var response = await served.GetAsync();

        Assert.Equal((504, "upstream-timeout"), (response.Status, response.Value("X-Gateway-Error")));
    }

    /// <summary>No connection was made, so nothing was sent, whatever the method.</summary>
    [Theory]
    [InlineData("GET")]
    [InlineData("POST")]
    public async Task FirstDestination_DoesNotAnswerConnections_SecondAnswers(string method)
    {
        await using var full = await FullListener.StartAsync();
        await using var second = await FakeUpstream.StartAsync();
        second.Otherwise(Reply.With(200, "second"));
        await using var gateway = await GatewayHost.StartAsync(GatewaySettings
            .For(full.Address, second.Address)
            .Set("Gateway:Upstreams:main:Resilience:ConnectTimeout", "00:00:00.3").ToString());

        var response = await RawHttpClient.ExchangeAsync(
            gateway.Address, RawRequest.Of(method, "/files/x", GatewaySettings.DevHost, "Content-Length: 0"));

        Assert.Equal((200, "second"), (response.Status, response.Text));
    }

    [Fact]
    public async Task NameOfTheDestination_DoesNotResolve_IsToldSo()
    {
        await using var gateway = await GatewayHost.StartAsync(GatewaySettings.For(new Uri("http://nowhere.invalid/")).ToString());
        using var response = await gateway.Client.GetAsync("/files/x", TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.BadGateway, response.StatusCode);
        Assert.Equal(["upstream-dns-failed"], response.Headers.GetValues("X-Gateway-Error"), StringComparer.Ordinal);
    }

    [Fact]
    public async Task Client_LeavesBeforeTheAnswer_NobodyElseIsAsked()
    {
        var gate = new Gate();
        await using var served = await TwoDestinations.InOneClusterAsync();
        served.First.Otherwise(Reply.After(gate, Reply.With(StatusCodes.Status503ServiceUnavailable)));
        await using var client = await RawHttpClient.ConnectAsync(served.Gateway.Address);
        await client.SendAsync("DELETE /files/x HTTP/1.1\r\nHost: dev.example\r\n\r\n");
        var request = (await served.First.ReceivedAsync("/x"))[0];

        client.Reset();
        await request.Ended;

        Assert.True(request.WasAborted);
        Assert.Equal((1, 0), served.Asked());
    }
}
