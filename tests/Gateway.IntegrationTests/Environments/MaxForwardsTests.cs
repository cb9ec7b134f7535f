namespace Gateway.IntegrationTests.Environments;

public sealed class MaxForwardsTests(OneUpstream served) : IClassFixture<OneUpstream>
{
    private const string Allowed = "GET, HEAD, OPTIONS, POST, PUT, PATCH, DELETE";

    [Fact]
    public async Task OptionsThatMayNotGoOn_Sent_IsAnsweredByTheGateway()
    {
        var response = await served.SendAsync(
            RawRequest.Of("OPTIONS", "/files/end", GatewaySettings.DevHost, "Max-Forwards: 0"));

        Assert.Equal((200, Allowed, 0), (response.Status, response.Value("Allow"), response.Body.Length));
        Assert.Empty(served.Upstream.RequestsTo("/end"));
    }

    [Theory]
    [InlineData("OPTIONS", "1", "0")]
    [InlineData("OPTIONS", "10", "9")]
    [InlineData("OPTIONS", "many", "many")]
    [InlineData("GET", "0", "0")]
    public async Task OtherRequests_Sent_GoOnWithOneLess(string method, string sent, string arrives)
    {
        var target = $"/{method}-{sent}";
        var response = await served.SendAsync(
            RawRequest.Of(method, $"/files{target}", GatewaySettings.DevHost, $"Max-Forwards: {sent}"));

        Assert.Equal(200, response.Status);
        Assert.Equal(arrives, Assert.Single(served.Upstream.RequestsTo(target)).Value("Max-Forwards"));
    }

    [Theory]
    [InlineData("TRACE")]
    [InlineData("get")]
    public async Task MethodThatIsNotServed_Sent_AnswerSaysWhichAre(string method)
    {
        var response = await served.SendAsync(RawRequest.Of(method, "/files/x", GatewaySettings.DevHost));

        Assert.Equal((405, Allowed), (response.Status, response.Value("Allow")));
    }
}
