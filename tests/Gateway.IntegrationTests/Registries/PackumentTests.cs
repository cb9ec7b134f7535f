using System.IO.Compression;
using System.Text;
using Gateway.TestKit;
using Gateway.TestKit.RawHttp;
using Gateway.TestKit.Upstream;

namespace Gateway.IntegrationTests.Registries;

/// <summary>Packuments and tarballs as clients of different manners get them from the gateway.</summary>
public sealed class PackumentTests
{
    private static readonly string[] HouseOnly = ["house"];
    private static readonly string[] HouseThenWorld = ["house", "world"];

    [Theory]
    [InlineData("gzip, deflate", "GZIP;q=0.8", "gzip")]
    [InlineData("gzip, deflate, br", "br;q=1.0,gzip;q=0.5", "br")]
    [InlineData("deflate", "gzip;q=0, br;q=0.00", null)]
    public async Task TwoSpellingsOfOneCoding_Asked_OneFetchAndOneEntryServesBoth(string first, string second, string? coding)
    {
        await using var served = await NpmAsync();
        ServeDocument(served.House);

        var fetched = await served.GetAsync("/left", $"Accept-Encoding: {first}");
        var stored = await StoredAsync(served, "/left", $"Accept-Encoding: {second}");

        Assert.Equal((coding, coding), (fetched.Value("Content-Encoding"), stored.Value("Content-Encoding")));
        Assert.Equal(fetched.Body, stored.Body);
        Assert.Contains($"http://{GatewaySettings.DevHost}/r/left/-/left-1.0.0.tgz", Decoded(stored), StringComparison.Ordinal);
        Assert.Single(served.House.Requests);
        Assert.Equal("gzip", served.House.Requests[0].Value("Accept-Encoding"));
    }

    [Fact]
    public async Task EachCoding_HasAnEntityTagOfItsOwn_AndIsConfirmedByIt()
    {
        await using var served = await NpmAsync();
        ServeDocument(served.House);
        var tags = new List<string>();
        foreach (var coding in new[] { "identity", "gzip", "br" })
        {
            tags.Add((await StoredAsync(served, "/left", $"Accept-Encoding: {coding}")).Value("ETag")!);

            var again = await served.GetAsync("/left", $"Accept-Encoding: {coding}", $"If-None-Match: {tags[^1]}");

            Assert.Equal(304, again.Status);
        }

        Assert.Equal(3, tags.Distinct(StringComparer.Ordinal).Count());
    }

    [Fact]
    public async Task BothForms_Asked_AreTwoEntriesOfOneDocument()
    {
        await using var served = await NpmAsync();
        served.House.Otherwise(context => Reply.With(
            200,
            $"{{\"form\":\"{context.Request.Headers.Accept}\"}}",
            ("Content-Type", "application/json"), ("Cache-Control", "max-age=600"))(context));

        var full = await StoredAsync(served, "/left", "Accept: application/json");
        var abbreviated = await StoredAsync(served, "/left", "Accept: application/vnd.npm.install-v1+json");

        Assert.NotEqual(full.Text, abbreviated.Text, StringComparer.Ordinal);
        Assert.Equal(2, served.House.Requests.Count);
    }

    [Theory]
    [InlineData("Accept: application/vnd.npm.install-v1+json; q=1.0, application/json; q=0.8, */*", "Accept: application/vnd.npm.install-v1+json")]
    [InlineData("Accept: application/json", "Accept: */*")]
    [InlineData("Accept: application/json", "X-Nothing: of it")]
    public async Task TwoSpellingsOfOneForm_Asked_OneFetchAndOneEntryServesBoth(string first, string second)
    {
        await using var served = await NpmAsync();
        ServeDocument(served.House);

        await StoredAsync(served, "/left", first);
        var stored = await served.GetAsync("/left", second);

        Assert.Equal("HIT", stored.Value("X-Cache-Status"));
        Assert.Single(served.House.Requests);
    }

    [Fact]
    public async Task StoredPackument_IsTakenBackAtTheUpstream_IsAbsentAfterItsLifetime()
    {
        await using var served = await NpmAsync();
        served.House.Otherwise(Reply.InOrder(
            Reply.With(200, "{}", ("Content-Type", "application/json"), ("Cache-Control", "max-age=0"), ("ETag", "\"1\"")),
            Reply.With(404, "{}", ("Content-Type", "application/json"))));

        Assert.Equal(200, (await served.GetAsync("/left")).Status);
        Assert.Equal(404, (await served.GetAsync("/left")).Status);
        var stored = await StoredAsync(served, "/left");

        Assert.Equal(404, stored.Status);
    }

    [Fact]
    public async Task CodedErrorOfTheUpstream_ForAClientWithoutCodings_IsPlain()
    {
        await using var served = await NpmAsync();
        served.House.Otherwise(Reply.With(
            404, Coded("{\"error\":\"no such package\"}"), ("Content-Type", "application/json"), ("Content-Encoding", "gzip")));

        var response = await served.GetAsync("/left");

        Assert.Equal((404, "{\"error\":\"no such package\"}", null), (response.Status, response.Text, response.Value("Content-Encoding")));
    }

    [Theory]
    [InlineData("/@corp/app/-/app-1.0.0.tgz")]
    [InlineData("/@corp%2fapp/-/app-1.0.0.tgz")]
    [InlineData("/left/-/left-1.0.0.tgz")]
    public async Task Tarball_AtTheHostRoot_IsTheOneOfTheOnlyNpmRepository(string target)
    {
        await using var served = await NpmAsync();
        served.House.On(target, Reply.With(200, "tarball"));

        var atRoot = await served.SendAsync(RawRequest.Get(target));
        var atMount = await StoredAsync(served, target);

        Assert.Equal((200, "tarball"), (atRoot.Status, atRoot.Text));
        Assert.Equal((200, "tarball"), (atMount.Status, atMount.Text));
        Assert.Single(served.House.RequestsTo(target));
    }

    [Theory]
    [InlineData("GET", "/left")]
    [InlineData("GET", "/left/-/left-1.0.0.tgz.sig")]
    [InlineData("PUT", "/left/-/left-1.0.0.tgz")]
    public async Task AnythingElse_AtTheHostRoot_IsNoRepository(string method, string target)
    {
        await using var served = await NpmAsync();

        var response = await served.SendAsync(RawRequest.Of(method, target, GatewaySettings.DevHost, "Content-Length: 0"));

        Assert.Equal((404, "unknown-repository"), (response.Status, response.Value("X-Gateway-Error")));
    }

    [Fact]
    public async Task Tarball_AtTheHostRootOfTwoNpmRepositories_IsNobodys()
    {
        await using var served = await Canary.StartAsync("npm", "@corp/*", HouseOnly, settings => settings
            .Set("Gateway:Repositories:others", new { Format = "npm", Path = "/others", Upstreams = HouseOnly }));

        var response = await served.SendAsync(RawRequest.Get("/left/-/left-1.0.0.tgz"));

        Assert.Equal("unknown-repository", response.Value("X-Gateway-Error"));
    }

    [Fact]
    public async Task PrivateTarball_AtTheHostRoot_StaysPrivate()
    {
        await using var served = await Canary.StartAsync("npm", "@corp/*", HouseThenWorld);

        var response = await served.SendAsync(RawRequest.Get("/@corp/app/-/app-1.0.0.tgz"));

        Assert.Equal(404, response.Status);
        Assert.Empty(served.World.Requests);
    }

    [Fact]
    public async Task Chain_Answered_SaysWhichUpstreamItWas()
    {
        await using var served = await Canary.StartAsync("npm", "@corp/*", HouseThenWorld);
        ServeDocument(served.House, "/mine");

        var mine = await served.GetAsync("/mine");
        var theirs = await served.GetAsync("/left");

        Assert.EndsWith("; upstream=\"house\"", mine.Value("Cache-Status")!, StringComparison.Ordinal);
        Assert.EndsWith("; upstream=\"world\"", theirs.Value("Cache-Status")!, StringComparison.Ordinal);
    }

    private static Task<Canary> NpmAsync() => Canary.StartAsync("npm", "@nobody/*", HouseOnly);

    private static void ServeDocument(FakeUpstream upstream, string? path = null)
    {
        var url = new Uri(upstream.Address, "left/-/left-1.0.0.tgz");
        var handler = Reply.With(
            200,
            "{\"name\":\"left\",\"versions\":{\"1.0.0\":{\"dist\":{\"tarball\":\"" + url + "\"}}}}",
            ("Content-Type", "application/json"), ("Cache-Control", "max-age=600"), ("ETag", "\"1\""));
        if (path is null)
        {
            upstream.Otherwise(handler);
        }
        else
        {
            upstream.On(path, handler);
        }
    }

    /// <summary>The answer, once it comes from the cache.</summary>
    private static async Task<RawResponse> StoredAsync(Canary served, string target, params string[] lines)
    {
        RawResponse? response = null;
        await Poll.UntilAsync(
            async () => (response = await served.GetAsync(target, lines)).Value("X-Cache-Status") == "HIT", Poll.Patience, "it is stored");
        return response!;
    }

    private static string Decoded(RawResponse response)
    {
        using var body = new MemoryStream(response.Body);
        using Stream plain = response.Value("Content-Encoding") switch
        {
            "gzip" => new GZipStream(body, CompressionMode.Decompress),
            "br" => new BrotliStream(body, CompressionMode.Decompress),
            _ => body,
        };
        using var reader = new StreamReader(plain, Encoding.UTF8);
        return reader.ReadToEnd();
    }

    private static byte[] Coded(string text)
    {
        using var coded = new MemoryStream();
        using (var gzip = new GZipStream(coded, CompressionLevel.Fastest, leaveOpen: true))
        {
            gzip.Write(Encoding.UTF8.GetBytes(text));
        }

        return coded.ToArray();
    }
}
