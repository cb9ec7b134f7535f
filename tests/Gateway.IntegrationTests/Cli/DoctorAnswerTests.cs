using System.IO.Compression;
using System.Text;
using Gateway.Errors;
using Gateway.TestKit;
using Gateway.TestKit.Upstream;

namespace Gateway.IntegrationTests.Cli;

/// <summary>Servers that answer, but not as a registry should.</summary>
public sealed class DoctorAnswerTests : IAsyncLifetime
{
    private readonly TempFolder _folder = new();
    private FakeUpstream? _server;

    private FakeUpstream Server => _server!;

    public async ValueTask InitializeAsync() => _server = await FakeUpstream.StartAsync();

    public async ValueTask DisposeAsync()
    {
        await Server.DisposeAsync();
        _folder.Dispose();
    }

    [Theory]
    [InlineData(401, "unauthorized", "It takes Bearer", "_authToken")]
    [InlineData(403, "forbidden", "without a token", "granted")]
    [InlineData(407, "proxy-authentication", "HTTPS_PROXY", "NO_PROXY")]
    [InlineData(421, "misdirected", "is not responsible for the host", "Hosts")]
    [InlineData(429, "rate-limited", "Retry-After: 7", "Wait")]
    [InlineData(500, "server-error", "500", "log")]
    [InlineData(503, "server-error", "503", "load balancer")]
    [InlineData(418, "refused", "418", "URL")]
    public async Task ServerRefuses_Examined_ExplainsTheStatus(int status, string code, string first, string second)
    {
        Server.Otherwise(Reply.With(status, "no", ("WWW-Authenticate", "Bearer realm=\"x\""), ("Retry-After", "7")));

        (await VisitAsync()).MustFind(code, first, second);
    }

    [Fact]
    public async Task GatewaysOwnError_Examined_IsFollowedToItsExplanation()
    {
        Server.Otherwise(Reply.With(
            502, """{"detail": "The upstream's name does not resolve: npm-prod."}""",
            ("Content-Type", "application/problem+json"), ("X-Gateway-Error", "upstream-dns-failed")));

        (await VisitAsync()).MustFind(
            "upstream-dns-failed", "The upstream's name does not resolve: npm-prod.", "the resolver of the machine or container");
    }

    [Fact]
    public void EveryErrorCode_LookedUp_HasASection() => Assert.All(
        Gateway.Errors.ErrorCode.All.Keys, code => Assert.True(ErrorGuide.Of(code) is { Length: > 10 }, code));

    [Fact]
    public async Task ServerNeverAnswers_Examined_SaysSo()
    {
        Server.Otherwise(Fault.Hang(new Gate()));

        (await VisitAsync("--timeout", "0.4")).MustFind("no-answer", "0.4 s");
    }

    [Fact]
    public async Task ServerBreaksOff_Examined_SaysSo()
    {
        Server.Otherwise(Fault.ResetBeforeResponse);

        (await VisitAsync()).MustFind("connection-broken");
    }

    [Fact]
    public async Task RedirectsInACircle_Examined_ShowsTheCircle()
    {
        Server.On("/", Reply.With(302, "", ("Location", "/a")));
        Server.On("/a", Reply.With(301, "", ("Location", "/b/")));
        Server.On("/b/", Reply.With(307, "", ("Location", "/a")));

        (await VisitAsync()).MustFind("redirect-loop", "/a -> ", "/b/ -> ", "X-Forwarded-Proto");
    }

    [Fact]
    public async Task RedirectToAnotherHost_Examined_TellsThatTheTokenStaysBehind()
    {
        await using var other = await FakeUpstream.StartAsync();
        other.Otherwise(Reply.With(200, "{}", ("Content-Type", "application/json")));
        Server.Otherwise(Reply.With(302, "", ("Location", other.Address.AbsoluteUri)));

        var visit = await VisitAsync("--token-file", _folder.Write("token", "secret"));

        visit.MustFind("warning", "redirected", [other.Address.AbsoluteUri, "do not send their token"]);
        Assert.Equal("Bearer secret", Server.Requests[0].Value("Authorization"));
        Assert.All(other.Requests, request => Assert.Null(request.Value("Authorization")));
    }

    [Theory]
    [InlineData(null, "without saying where")]
    [InlineData("ftp://x.example/", "to 'ftp://x.example/', where no client can go")]
    [InlineData("http://[bad", "to 'http://[bad', where no client can go")]
    [InlineData("http://127.0.0.1:1/", "asking there fails: Connection refused")]
    public async Task RedirectLeadsNowhere_Examined_SaysWhy(string? location, string expected)
    {
        Server.Otherwise(location is null ? Reply.With(302) : Reply.With(302, "", ("Location", location)));

        (await VisitAsync()).MustFind("redirect-fails", expected);
    }

    [Fact]
    public async Task AnswerCodedUnasked_Examined_IsUnderstood()
    {
        Server.Otherwise(Reply.With(
            200, Zipped("""{"db_name": "registry"}"""), ("Content-Type", "application/json"), ("Content-Encoding", "gzip")));

        (await VisitAsync()).MustFind("good", "registry-answers", ["an npm registry"]);
    }

    [Fact]
    public async Task AnswerCodedOtherwiseThanItSays_Examined_SaysSo()
    {
        Server.Otherwise(Reply.With(200, "{}", ("Content-Type", "application/json"), ("Content-Encoding", "gzip")));

        (await VisitAsync()).MustFind("not-http", "Content-Encoding");
    }

    [Fact]
    public async Task PageThatCallsItselfJson_Examined_IsAPage()
    {
        Server.Otherwise(Reply.With(200, "\n<!DOCTYPE html><title>Log in</title>", ("Content-Type", "application/json")));

        (await VisitAsync()).MustFind("wrong-path", "a page for browsers");
    }

    [Fact]
    public async Task CredentialsInTheUrl_Examined_AreSentAndNotShown()
    {
        Server.Otherwise(Reply.With(401));

        var visit = await DoctorVisit.ToAsync(new UriBuilder(Server.Address) { UserName = "ada", Password = "s%3Acret" }.Uri);

        visit.MustFind("unauthorized", "with a name and password");
        Assert.Equal("Basic " + Convert.ToBase64String("ada:s:cret"u8), Server.Requests[0].Value("Authorization"));
        Assert.DoesNotContain("cret", visit.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task GatewaysErrorAsText_Examined_IsSaidOnce()
    {
        Server.Otherwise(Reply.With(
            403, "gateway: token-expired: The token has ended\nAsk for a new one.\ntrace 0af7\n",
            ("Content-Type", "text/plain"), ("X-Gateway-Error", "token-expired")));

        (await VisitAsync()).MustFind("token-expired", "A gateway answered 403 token-expired: Ask for a new one. ");
    }

    [Fact]
    public async Task ClockOfTheServerIsWrong_Examined_SaysSo()
    {
        Server.Otherwise(Reply.With(200, "{}", ("Content-Type", "application/json"), ("Date", "Mon, 01 Jan 2024 00:00:00 GMT")));

        (await VisitAsync()).MustFind("clock-wrong", "2024-01-01 00:00 UTC");
    }

    [Fact]
    public async Task WebPage_Examined_IsNoRegistryAndTheNearbyOneIsNamed()
    {
        Server.Otherwise(Reply.With(200, "<html>", ("Content-Type", "text/html")));
        Server.On("/repository/npm-group/-/ping", Reply.With(200, "{}", ("Content-Type", "application/json")));

        (await VisitAsync()).MustFind("wrong-path", "a page for browsers", "/repository/npm-group/");
    }

    [Fact]
    public async Task NothingThere_Examined_SaysWhatPathsLookLike()
    {
        Server.Otherwise(Reply.With(404, "404 page not found\n", ("Content-Type", "text/plain")));

        (await VisitAsync()).MustFind("wrong-path", "/artifactory/api/go/NAME");
    }

    [Theory]
    [InlineData("/-/ping", 200, "application/json", "{}", "an npm registry")]
    [InlineData("/gateway-doctor.invalid/probe/@v/list", 404, "text/plain", "not found: gateway-doctor.invalid/probe: "
        + "no", "a Go module proxy")]
    [InlineData("/index.json", 200, "application/json", """{"version": "3.0.0", "resources": []}""", "a NuGet v3 source")]
    public async Task RegistryWithoutAnythingAtItsBase_Examined_IsRecognized(string path, int status, string type, string body, string kind)
    {
        Server.Otherwise(Reply.With(404, "", ("Content-Type", "text/html")));
        Server.On(path, Reply.With(status, body, ("Content-Type", type)));

        (await VisitAsync()).MustFind("good", "registry-answers", [kind]);
    }

    private static byte[] Zipped(string text)
    {
        using var zipped = new MemoryStream();
        using (var zip = new GZipStream(zipped, CompressionLevel.Fastest))
        {
            zip.Write(Encoding.UTF8.GetBytes(text));
        }

        return zipped.ToArray();
    }

    private Task<DoctorVisit> VisitAsync(params string[] args) => DoctorVisit.ToAsync(Server.Address, args);
}
