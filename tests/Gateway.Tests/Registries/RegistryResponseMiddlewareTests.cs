using System.IO.Compression;
using System.Text;
using Gateway.Configuration;
using Gateway.Errors;
using Gateway.Registries.Documents;
using Gateway.TestKit;
using Gateway.TestKit.Upstream;
using Xunit;
using Yarp.ReverseProxy.Forwarder;

namespace Gateway.Tests.Registries;

public sealed class RegistryResponseMiddlewareTests : IAsyncLifetime
{
    private static readonly RewrittenEntityTag Tags = new(DocumentExchange.PublicBase);
    private FakeUpstream _upstream = null!;

    public async ValueTask InitializeAsync() => _upstream = await FakeUpstream.StartAsync();

    public ValueTask DisposeAsync() => _upstream.DisposeAsync();

    [Fact]
    public async Task Packument_Fetched_ArrivesRewrittenWithFieldsOfItsOwn()
    {
        _upstream.On("/@corp/app", Reply.With(
            200,
            Packument,
            ("Content-Type", "application/json"),
            ("ETag", "\"abc\""),
            ("Vary", "Accept-Encoding, Origin"),
            ("Accept-Ranges", "bytes"),
            ("Content-Digest", "sha-256=:AAAA:")));

        var exchange = await DocumentExchange.RunAsync(_upstream, "/@corp/app");

        Assert.Equal(Rewritten, exchange.Body);
        Assert.Equal(200, exchange.StartedStatus);
        Assert.Equal(Tags.Make("\"abc\""), exchange.Headers.ETag.ToString());
        Assert.Equal("Accept-Encoding, Origin, Accept", exchange.Headers.Vary.ToString());
        Assert.Null(exchange.Headers.ContentLength);
        Assert.Empty(exchange.Headers.AcceptRanges.ToString());
        Assert.Empty(exchange.Headers["Content-Digest"].ToString());
    }

    [Theory]
    [InlineData("gzip")]
    [InlineData("br")]
    [InlineData("deflate")]
    public async Task CodedPackument_Fetched_ArrivesWithoutTheCoding(string coding)
    {
        _upstream.On("/@corp/app", Reply.With(
            200, Coded(coding, Packument), ("Content-Type", "application/json"), ("Content-Encoding", coding)));

        var exchange = await DocumentExchange.RunAsync(_upstream, "/@corp/app", request: ("Accept-Encoding", "deflate"));

        Assert.Equal(Rewritten, exchange.Body);
        Assert.Empty(exchange.Headers.ContentEncoding.ToString());
        Assert.Equal("gzip", Assert.Single(_upstream.Requests).Value("Accept-Encoding"));
    }

    [Fact]
    public async Task ConditionalRequest_Forwarded_CarriesTheUpstreamsOwnTagAndComesBackWithOurs()
    {
        _upstream.On("/a", Reply.With(304, "", ("ETag", "\"abc\"")));

        var exchange = await DocumentExchange.RunAsync(_upstream, "/a", request: ("If-None-Match", $"\"x\", {Tags.Make("\"abc\"")}"));

        Assert.Equal("\"abc\"", Assert.Single(_upstream.Requests).Value("If-None-Match"));
        Assert.Equal(304, exchange.StartedStatus);
        Assert.Equal(Tags.Make("\"abc\""), exchange.Headers.ETag.ToString());
    }

    [Fact]
    public async Task ConditionsOfAnotherForm_Forwarded_AreDropped()
    {
        _upstream.On("/a", Reply.With(200, "{}"));

        await DocumentExchange.RunAsync(
            _upstream,
            "/a",
            request: [("If-None-Match", "\"x\""), ("If-Modified-Since", "Sat, 21 Nov 2026 00:00:00 GMT"), ("Range", "bytes=0-1")]);

        var sent = Assert.Single(_upstream.Requests);
        Assert.All(["If-None-Match", "If-Modified-Since", "Range"], name => Assert.Null(sent.Value(name)));
    }

    [Fact]
    public async Task Head_Forwarded_SpeaksOfTheRewrittenDocument()
    {
        _upstream.On("/a", Reply.With(200, "", ("ETag", "W/\"abc\""), ("Content-Type", "application/json"), ("Content-Length", "5")));

        var exchange = await DocumentExchange.RunAsync(_upstream, "/a", "HEAD");

        Assert.Equal((200, ""), (exchange.StartedStatus, exchange.Body));
        Assert.Equal(Tags.Make("W/\"abc\""), exchange.Headers.ETag.ToString());
        Assert.Null(exchange.Headers.ContentLength);
    }

    [Theory]
    [InlineData(404, "/a")]
    [InlineData(401, "/a")]
    [InlineData(500, "/a")]
    [InlineData(200, "/a/-/a-1.0.0.tgz")]
    [InlineData(200, "/-/whoami")]
    public async Task OtherAnswer_Fetched_PassesAsItIs(int status, string target)
    {
        const string body = "{\"error\":\"http://x/a/-/a-1.tgz\", not json";
        _upstream.On(target, Reply.With(status, body, ("ETag", "\"abc\""), ("Content-Type", "application/json")));

        var exchange = await DocumentExchange.RunAsync(_upstream, target);

        Assert.Equal((status, body, "\"abc\""), (exchange.StartedStatus, exchange.Body, exchange.Headers.ETag.ToString()));
        Assert.Equal(body.Length, exchange.Headers.ContentLength);
        Assert.Null(exchange.Error);
    }

    [Theory]
    [InlineData("{\"versions\":", "application/json", "")]
    [InlineData("", "application/json", "")]
    [InlineData("<html>", "text/html", "")]
    [InlineData("{}", "text/html; charset=utf-8", "")]
    [InlineData("<html>", "application/json", "")]
    [InlineData("{}", "application/json", "zstd")]
    [InlineData("{}", "application/json", "gzip")]
    [InlineData("{}", "application/json", "br")]
    public async Task FaultyDocument_Fetched_IsAnErrorBeforeAnythingIsWritten(string body, string contentType, string coding)
    {
        (string, string)[] headers = coding.Length == 0
            ? [("Content-Type", contentType)]
            : [("Content-Type", contentType), ("Content-Encoding", coding)];
        _upstream.On("/a", Reply.With(200, body, headers));

        var exchange = await DocumentExchange.RunAsync(_upstream, "/a");

        var expected = body is "{\"versions\":" or "" ? ErrorCode.UpstreamDocumentCutShort : ErrorCode.UpstreamInvalidDocument;
        Assert.Equal(expected, exchange.Error?.Code);
        Assert.Null(exchange.ForwarderError);
        Assert.False(exchange.ResponseStarted);
        Assert.False(exchange.IsAborted);
    }

    [Fact]
    public async Task LongDocumentCutShort_Fetched_BreaksTheTransfer()
    {
        var body = $"{{\"readme\":\"{new string('x', 100_000)}\",\"a\":[{string.Join(',', Enumerable.Repeat("1", 100_000))}";
        _upstream.On("/a", Reply.With(200, body, ("Content-Type", "application/json")));

        var exchange = await DocumentExchange.RunAsync(_upstream, "/a");

        Assert.True(exchange.IsAborted);
        Assert.True(exchange.ResponseStarted);
        Assert.NotEqual(body.Length, exchange.Body.Length);
    }

    [Fact]
    public async Task UpstreamThatBreaksOff_Fetched_IsTheForwardersErrorAndNotTheDocuments()
    {
        _upstream.On("/@corp/app", Fault.ShortBody(Packument, Packument.Length + 10));

        var exchange = await DocumentExchange.RunAsync(_upstream, "/@corp/app");

        Assert.Equal(ForwarderError.ResponseBodyDestination, exchange.ForwarderError);
        Assert.Null(exchange.Error);
        Assert.False(exchange.ResponseStarted);
    }

    [Fact]
    public async Task LongDocument_Fetched_IsPassedOnBeforeTheUpstreamHasEnded()
    {
        var gate = new Gate();
        var numbers = string.Join(',', Enumerable.Repeat("1", 200_000));
        var first = Encoding.UTF8.GetBytes($"{{\"a\":\"{new string('x', 30_000)}\",\"b\":[{numbers}");
        _upstream.On("/a", Reply.InTwoParts(first, gate, "]}"u8.ToArray(), ("Content-Type", "application/json")));

        var running = DocumentExchange.RunAsync(_upstream, "/a", onStarted: gate.Open);

        Assert.Equal(Encoding.UTF8.GetString(first) + "]}", (await running).Body);
    }

    [Fact]
    public async Task ServiceIndex_Fetched_LeadsToTheGateway()
    {
        _upstream.On("/v3/index.json", Reply.With(
            200,
            $"{{\"resources\":[{{\"@id\":\"{_upstream.Address}v3/flat/\"}}]}}",
            ("Content-Type", "application/json"),
            ("Vary", "Accept-Encoding")));

        var exchange = await DocumentExchange.RunAsync(_upstream, "/v3/index.json", format: RepositoryFormat.NuGet);

        Assert.Equal($"{{\"resources\":[{{\"@id\":\"{DocumentExchange.PublicBase}/v3/flat/\"}}]}}", exchange.Body);
        Assert.Equal("Accept-Encoding", exchange.Headers.Vary.ToString());
    }

    private const string Packument =
        """{"versions":{"1.0.0":{"dist":{"tarball":"https://canonical.example/@corp/app/-/app-1.0.0.tgz"}}}}""";

    private static readonly string Rewritten =
        Packument.Replace("https://canonical.example", DocumentExchange.PublicBase, StringComparison.Ordinal);

    private static byte[] Coded(string coding, string text)
    {
        using var result = new MemoryStream();
        using (Stream coder = coding switch
        {
            "gzip" => new GZipStream(result, CompressionMode.Compress),
            "br" => new BrotliStream(result, CompressionMode.Compress),
            _ => new ZLibStream(result, CompressionMode.Compress),
        })
        {
            coder.Write(Encoding.UTF8.GetBytes(text));
        }

        return result.ToArray();
    }
}
