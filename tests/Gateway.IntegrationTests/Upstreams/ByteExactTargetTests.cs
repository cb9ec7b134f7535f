namespace Gateway.IntegrationTests.Upstreams;

public sealed class ByteExactTargetTests(OneUpstream served) : IClassFixture<OneUpstream>
{
    /// <summary>What stands behind the mount, and what the upstream must be asked for when that is not the same.</summary>
    public static TheoryData<string> Rests =>
    [
        "/",
        "//",
        "/@types%2fcors",
        "/@types%2Fcors",
        "/%40types/cors",
        "/a%2Bb+c",
        "/a%20b",
        "/100%25",
        "/%252f",
        "/a;v=1/b",
        "/git.example.com/!burnt!sushi/toml/@v/v1.0.0+incompatible.zip",
        "/a!'()*,$&=:@~-._",
        "/caf%C3%A9/%e2%82%ac",
        "/caf%e9",
        "/.hidden/...",
        "/a//b/",
        "/a?",
        "/a??",
        "/a?q=%2f%2F+%20%25;x",
        "/a?b=http://h/../c&&=&d",
        "/a?%zz%00/../^`{}|\"<>",
        "/%7Euser/%41",
    ];

    [Theory]
    [MemberData(nameof(Rests))]
    public async Task Target_OfAGet_ArrivesAsSent(string rest) => await MustArrive("GET", rest);

    [Theory]
    [MemberData(nameof(Rests))]
    public async Task Target_OfAPost_ArrivesAsSent(string rest) => await MustArrive("POST", rest, "Content-Length: 0");

    [Fact]
    public async Task PathOf8000Bytes_OfAGet_ArrivesAsSent() =>
        await MustArrive("GET", "/" + string.Concat(Enumerable.Repeat("a%2fb+%2B/", 800)));

    [Theory]
    [InlineData("", "/")]
    [InlineData("?q=%2f", "/?q=%2f")]
    public async Task MountAlone_Asked_IsTheUpstreamsRoot(string rest, string expected)
    {
        var response = await served.SendAsync(RawRequest.Get("/files" + rest));

        Assert.Equal(200, response.Status);
        Assert.Equal(expected, served.Upstream.Requests[^1].RawTarget);
    }

    private async Task MustArrive(string method, string rest, params string[] lines)
    {
        var response = await served.SendAsync(RawRequest.Of(method, "/files" + rest, GatewaySettings.DevHost, lines));

        Assert.Equal(200, response.Status);
        Assert.Equal((method, rest), (served.Upstream.Requests[^1].Method, served.Upstream.Requests[^1].RawTarget));
    }
}
