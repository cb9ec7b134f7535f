namespace Gateway.IntegrationTests.Caching;

/// <summary>Answers and offers that are rare, and cached like any other.</summary>
public sealed class UncommonRequestTests(CacheHost host) : IClassFixture<CacheHost>
{
    private static readonly (string Name, string Value) Fresh = ("Cache-Control", "max-age=60");

    [Theory]
    [InlineData(204)]
    [InlineData(205)]
    public async Task AnswerWithoutContent_Stored_IsServedAgain(int status)
    {
        var path = host.NewPath();
        host.On(path, host.Dated(status, "", Fresh));

        var fetched = await host.GetAsync($"/plain{path}");
        var stored = await host.GetAsync($"/plain{path}");

        Assert.Equal((status, "MISS"), (fetched.Status, fetched.Value("X-Cache-Status")));
        Assert.Equal((status, "HIT"), (stored.Status, stored.Value("X-Cache-Status")));
    }

    [Fact]
    public async Task ProtocolThatIsNotPassedOn_Offered_CacheAnswersAsWithoutTheOffer()
    {
        var path = host.NewPath();
        host.On(path, host.Dated(200, "body", Fresh));
        string[] offer = ["Connection: Upgrade, HTTP2-Settings", "Upgrade: h2c", "HTTP2-Settings: AAMAAABkAAQAoAAAAAIAAAAA"];

        var fetched = await host.GetAsync($"/plain{path}", offer);
        var stored = await host.GetAsync($"/plain{path}", offer);

        Assert.Equal(("MISS", "HIT"), (fetched.Value("X-Cache-Status"), stored.Value("X-Cache-Status")));
        Assert.Equal("body", stored.Text);
    }
}
