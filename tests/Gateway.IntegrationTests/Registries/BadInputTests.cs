using System.Diagnostics;
using System.IO.Compression;
using System.Text;
using Gateway.TestKit;
using Gateway.TestKit.RawHttp;
using Gateway.TestKit.Upstream;
using Microsoft.AspNetCore.Http;

namespace Gateway.IntegrationTests.Registries;

/// <summary>What no registry should send and no client ask: each has an error of its own, costs little memory, and is not stored.</summary>
[Collection(MemoryCollection.Name)]
public sealed class BadInputTests
{
    private const long TwoGigabytes = 2L << 30;

    /// <summary>
    /// Ours, the upstream's and the test's together, with what the collector has not yet given back: a document in memory would be eight
    /// times that.
    /// </summary>
    private const long MostGrowth = 256L << 20;

    private static readonly (string, string)[] Json = [("Content-Type", "application/json")];

    private static Dictionary<string, RequestDelegate> BadPackuments { get; } = new(StringComparer.Ordinal)
    {
        ["not JSON"] = Reply.With(200, "<html>Please log in</html>", Json),
        ["a list"] = Reply.With(200, "[]", Json),
        ["cut short"] = Reply.With(200, "{\"versions\":{\"1.0.0\":{\"dist\":", Json),
        ["a million deep"] = Reply.With(200, "{\"a\":" + new string('[', 1_000_000) + new string(']', 1_000_000) + "}", Json),
        ["2 GB"] = context => PourAsync(context, TwoGigabytes),
        ["a gzip bomb"] = Reply.With(200, Bomb(), [.. Json, ("Content-Encoding", "gzip")]),
        ["a tarball of a foreign host"] = NpmHost.Packument("\"tarball\":\"https://elsewhere.example/0123/left.tgz\""),
        ["a tarball without a scheme"] = NpmHost.Packument("\"tarball\":\"//elsewhere.example/left/-/left-1.0.0.tgz\""),
        ["a tarball of an odd scheme"] = NpmHost.Packument("\"tarball\":\" htt\\tps:\\\\\\\\elsewhere.example/left.tgz\""),
        ["a tarball in escapes"] = NpmHost.Packument("\"tarb\\u0061ll\":\"https:\\/\\/elsewhere.example/left.tgz\""),
        ["a tarball of great length"] = NpmHost.Packument($"\"tarball\":\"https://elsewhere.example/{new string('x', 9000)}.tgz\""),
        ["damaged gzip"] = Reply.With(200, "not gzip", [.. Json, ("Content-Encoding", "gzip")]),
    };

    [Theory]
    [InlineData("not JSON", "upstream-invalid-document")]
    [InlineData("a list", "upstream-invalid-document")]
    [InlineData("cut short", "upstream-document-cut-short")]
    [InlineData("a million deep", "upstream-document-too-deep")]
    [InlineData("2 GB", "upstream-document-too-large")]
    [InlineData("a gzip bomb", "upstream-document-too-deep")]
    [InlineData("damaged gzip", "upstream-invalid-document")]
    [InlineData("a tarball of a foreign host", "upstream-foreign-tarball")]
    [InlineData("a tarball without a scheme", "upstream-foreign-tarball")]
    [InlineData("a tarball of an odd scheme", "upstream-foreign-tarball")]
    [InlineData("a tarball in escapes", "upstream-foreign-tarball")]
    [InlineData("a tarball of great length", "upstream-foreign-tarball")]
    public async Task BadPackument_Fetched_IsAnErrorOfItsOwnAndNotStored(string kind, string code)
    {
        await using var served = await NpmHost.StartAsync(destinations: 1);
        served.First.On("/left", BadPackuments[kind]);
        var before = ResidentSet();

        var refused = await served.GetAsync("/left");
        var growth = ResidentSet() - before;
        served.First.On("/left", NpmHost.Packument(""));
        var next = await served.GetAsync("/left");

        Assert.Equal((502, code), (refused.Status, refused.Value("X-Gateway-Error")));
        Assert.Contains("left", refused.Text, StringComparison.Ordinal);
        Assert.True(growth < MostGrowth, $"{growth >> 20} MiB more are resident.");
        Assert.Equal(200, next.Status);
    }

    [Fact]
    public async Task PackumentWithoutAnEnd_Fetched_BreaksAtTheLimitInLittleMemory()
    {
        await using var served = await NpmHost.StartAsync(destinations: 1);
        served.First.On("/left", context => PourAsync(context, length: null));
        var before = ResidentSet();

        await Assert.ThrowsAnyAsync<HttpRequestException>(() => DrainAsync(served, "/npm/left"));

        Assert.True(ResidentSet() - before < MostGrowth, "The document was held in memory.");
        served.First.On("/left", NpmHost.Packument(""));
        Assert.Equal(200, (await served.GetAsync("/left")).Status);
    }

    [Fact]
    public async Task RegistryThatGivesItselfAnotherName_PackumentFetched_LeadsToTheGatewayAllTheSame()
    {
        await using var served = await NpmHost.StartAsync(destinations: 1);
        served.Describe("\"tarball\":\"https://elsewhere.example/mirror/left/-/left-1.0.0.tgz\"");

        var text = (await served.GetAsync("/left", "Accept-Encoding: identity")).Text;

        Assert.Contains($"http://{GatewaySettings.DevHost}/npm/left/-/left-1.0.0.tgz", text, StringComparison.Ordinal);
        Assert.DoesNotContain("elsewhere.example", text, StringComparison.Ordinal);
    }

    /// <summary>What is short is held back whole, so that there is an answer to give.</summary>
    [Theory]
    [InlineData("go", "/example.com/mod/@v/v1.0.0.zip")]
    [InlineData("go", "/example.com/mod/@v/v1.0.0.mod")]
    [InlineData("nuget", "/flat/mod/1.0.0/mod.1.0.0.nupkg")]
    [InlineData("npm", "/mod/-/mod-1.0.0.tgz")]
    public async Task ArchiveShorterThanItsLength_Fetched_IsAnErrorOfItsOwnAndNotStored(string format, string target)
    {
        await using var upstream = await FakeUpstream.StartAsync();
        await using var gateway = await StartAsync(upstream, format);
        upstream.On(target, Fault.ShortBody("PK half of it", 1000));

        var cut = await RawHttpClient.ExchangeAsync(gateway.Address, RawRequest.Get("/r" + target));
        upstream.On(target, Reply.With(200, "PK all of it"));
        var whole = await RawHttpClient.ExchangeAsync(gateway.Address, RawRequest.Get("/r" + target));

        Assert.Equal((502, "upstream-artifact-cut-short"), (cut.Status, cut.Value("X-Gateway-Error")));
        Assert.Equal((200, "PK all of it"), (whole.Status, whole.Text));
    }

    [Fact]
    public async Task LongArchiveShorterThanItsLength_Fetched_NeverLooksWholeAndIsNotStored()
    {
        await using var upstream = await FakeUpstream.StartAsync();
        await using var gateway = await StartAsync(upstream, "go");
        const string target = "/example.com/mod/@v/v1.0.0.zip";
        upstream.On(target, Fault.ShortBody(new string('z', 2 << 20), 3 << 20));
        try
        {
            var cut = await RawHttpClient.ExchangeAsync(gateway.Address, RawRequest.Get("/r" + target));
            Assert.True(!cut.IsComplete || cut.Status == 502, $"{cut.StatusLine} looks whole.");
        }
        catch (EndOfStreamException)
        {
            // It ended before its head: a moment's matter.
        }

        upstream.On(target, Reply.With(200, "PK all of it"));
        var whole = await RawHttpClient.ExchangeAsync(gateway.Address, RawRequest.Get("/r" + target));

        Assert.Equal((200, "PK all of it"), (whole.Status, whole.Text));
    }

    [Theory]
    [InlineData("/example.com/!/@v/list", "invalid-name")]
    [InlineData("/example.com/!A/@v/list", "invalid-name")]
    [InlineData("/example.com/Mod/@v/list", "invalid-name")]
    [InlineData("/example.com/mod/@v/v1.0.0!.zip", "invalid-name")]
    [InlineData("/example.com/mod/@v/%zz", "invalid-target")]
    public async Task GoPathWithInvalidEscapes_Asked_IsRefusedAndNobodyHearsIt(string target, string code)
    {
        await using var upstream = await FakeUpstream.StartAsync();
        await using var gateway = await GatewayHost.StartAsync(GatewaySettings.For(upstream.Address)
            .Set("Gateway:Repositories:go", new { Format = "go", Path = "/go", Upstreams = new[] { "main" } }).ToString());

        var response = await RawHttpClient.ExchangeAsync(gateway.Address, RawRequest.Get("/go" + target));

        Assert.Equal((400, code), (response.Status, response.Value("X-Gateway-Error")));
        Assert.Empty(upstream.Requests);
    }

    private static Task<GatewayHost> StartAsync(FakeUpstream upstream, string format) => GatewayHost.StartAsync(
        GatewaySettings.For(upstream.Address)
            .Set("Gateway:Repositories:r", new { Format = format, Path = "/r", Upstreams = new[] { "main" } }).ToString());

    /// <summary>A document of small properties, so that nothing but its length is wrong with it.</summary>
    private static async Task PourAsync(HttpContext context, long? length)
    {
        var part = Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat("\"property\":\"value\",", 50_000)));
        context.Response.ContentType = "application/json";
        context.Response.ContentLength = length;
        await context.Response.Body.WriteAsync("{"u8.ToArray(), context.RequestAborted);
        for (var sent = 0L; sent < TwoGigabytes - part.Length && !context.RequestAborted.IsCancellationRequested; sent += part.Length)
        {
            await context.Response.Body.WriteAsync(part, context.RequestAborted);
        }
    }

    /// <summary>A JSON string of 1 GiB, in about one megabyte.</summary>
    private static byte[] Bomb()
    {
        using var bomb = new MemoryStream();
        bomb.Write(Member("{\"readme\":\""u8.ToArray()));
        var member = Member(Encoding.ASCII.GetBytes(new string('x', 16 << 20)));
        for (var i = 0; i < 64; i++)
        {
            bomb.Write(member);
        }

        return bomb.ToArray();
    }

    private static byte[] Member(byte[] content)
    {
        using var member = new MemoryStream();
        using (var gzip = new GZipStream(member, CompressionLevel.Fastest, leaveOpen: true))
        {
            gzip.Write(content);
        }

        return member.ToArray();
    }

    private static async Task DrainAsync(NpmHost served, string target)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, target);
        request.Headers.Host = GatewaySettings.DevHost;
        using var response = await served.Gateway.Client.SendAsync(
            request, HttpCompletionOption.ResponseHeadersRead, TestContext.Current.CancellationToken);
        await response.Content.CopyToAsync(Stream.Null, TestContext.Current.CancellationToken);
    }

    private static long ResidentSet()
    {
        using var process = Process.GetCurrentProcess();
        return process.WorkingSet64;
    }
}
