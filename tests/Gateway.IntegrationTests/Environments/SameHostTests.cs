namespace Gateway.IntegrationTests.Environments;

public sealed class SameHostTests(OneUpstream served) : IClassFixture<OneUpstream>
{
    [Theory]
    [InlineData("http://dev.example/files/a%2fb?c", "dev.example")]
    [InlineData("http://dev.example:8080/files/a%2fb?c", "dev.example:8080")]
    public async Task AbsoluteTargetOfTheSameHost_Asked_IsServedAsItsPath(string target, string host)
    {
        var response = await served.SendAsync(RawRequest.Of("GET", target, host));

        Assert.Equal(200, response.Status);
        Assert.Equal("/a%2fb?c", served.Upstream.Requests[^1].RawTarget);
    }

    [Theory]
    [InlineData("/filesx/a")]
    [InlineData("/files%2fa")]
    [InlineData("/Files/a")]
    [InlineData("/")]
    public async Task PathOutsideEveryRepository_Asked_IsNotFoundAndReachesNoUpstream(string target)
    {
        var before = served.Upstream.Requests.Count;

        var response = await served.SendAsync(RawRequest.Get(target));

        Assert.Equal((404, "unknown-repository"), (response.Status, response.Value("X-Gateway-Error")));
        Assert.Equal(before, served.Upstream.Requests.Count);
    }

    [Fact]
    public async Task MountWithEscapedLetters_Asked_IsTheMount()
    {
        var response = await served.SendAsync(RawRequest.Get("/f%69les/a"));

        Assert.Equal(200, response.Status);
        Assert.Equal("/a", served.Upstream.Requests[^1].RawTarget);
    }
}
