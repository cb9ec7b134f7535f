using System.IO.Compression;
using Gateway.IntegrationTests.Security.Limits;
using Gateway.TestKit;
using Gateway.TestKit.RawHttp;
using Gateway.TestKit.Upstream;
using Microsoft.AspNetCore.Http;

namespace Gateway.IntegrationTests.Security.Attacks;

/// <summary>
/// What one client sends must not come back to another. The upstream repeats all that it was told in an answer that everybody may have.
/// </summary>
[Collection(nameof(MemoryTests))]
public sealed class PoisoningTests
{
    private const string Evil = "evil.example";

    /// <summary>Fields that are in no cache key, and that some server or framework builds links, redirects or its route from.</summary>
    public static TheoryData<string> UnkeyedFields =>
    [
        $"X-Forwarded-Host: {Evil}", $"X-Forwarded-Scheme: {Evil}", $"X-Forwarded-Proto: {Evil}", $"X-Forwarded-Port: {Evil}",
        $"X-Forwarded-Prefix: /{Evil}", $"X-Forwarded-Server: {Evil}", $"X-Forwarded-Ssl: {Evil}", $"X-Forwarded-For: {Evil}",
        $"X-Forwarded-Uri: /{Evil}", $"X-Forwarded-Path: /{Evil}", $"X-Forwarded: for={Evil}", $"Forwarded: host={Evil}",
        $"X-Original-URL: /{Evil}", $"X-Original-URI: /{Evil}", $"X-Rewrite-URL: /{Evil}", $"X-Original-Host: {Evil}", $"X-Host: {Evil}",
        $"X-HTTP-Host-Override: {Evil}", $"X-HTTP-Method-Override: {Evil}", $"X-HTTP-Method: {Evil}", $"X-Method-Override: {Evil}",
        $"X-Real-IP: {Evil}", $"True-Client-IP: {Evil}", $"X-Client-IP: {Evil}", $"X-Cluster-Client-IP: {Evil}", $"X-Scheme: {Evil}",
        $"X-Url-Scheme: {Evil}", $"Front-End-Https: {Evil}", $"Client-Cert: :{Evil}:", $"Via: 1.1 {Evil}, 1.1 gateway-{Evil}",
        $"X_Forwarded_Host: {Evil}", $"X_Original_URL: /{Evil}",
        $"x-forwarded-host: {Evil}", $"X-FORWARDED-HOST: {Evil}", $"Connection: X-Forwarded-Host, X-{Evil}\r\nX-Forwarded-Host: {Evil}",
        $"Connection: close, Cache-Control\r\nX-Forwarded-Host: {Evil}",
    ];

    /// <summary>Targets that look like one of a stylesheet to a cache and like the account to a server, or the other way round.</summary>
    public static TheoryData<string> DeceivingTargets =>
    [
        "/files/account;x.css", "/files/account/x.css", "/files/account%0ax.css", "/files/account%0d%0ax.css", "/files/account%23x.css",
        "/files/account%3fx.css", "/files/account%3Fx.css", "/files/account%2fx.css", "/files/account%2Fx.css", "/files//account",
        "/files/account/", "/files/account%20", "/files/Account", "/files/account?x.css", "/files/account%00.css", "/files/account.css",
        "/files/%61ccount", "/files/account%252ex.css", "/files/x/%2e%2e/account", "/files/account%5cx.css",
    ];

    [Theory]
    [MemberData(nameof(UnkeyedFields))]
    public async Task UnkeyedField_ReflectedIntoASharedAnswer_ReachesNobody(string field)
    {
        await using var upstream = await FakeUpstream.StartAsync();
        upstream.Otherwise(async context =>
        {
            context.Response.Headers.CacheControl = "max-age=60";
            var told = context.Request.Headers.Where(one => one.Key != "Via").Select(one => $"{one.Key}: {one.Value}");
            await context.Response.WriteAsync(string.Join('\n', told));
        });
        await using var gateway = await GatewayHost.StartAsync(GatewaySettings.For(upstream.Address).ToString());

        await RawHttpClient.ExchangeAsync(gateway.Address, RawRequest.Get("/files/page", field));
        var victim = await RawHttpClient.ExchangeAsync(gateway.Address, RawRequest.Get("/files/page"));

        Assert.Equal(200, victim.Status);
        Assert.DoesNotContain(Evil, victim.Text, StringComparison.OrdinalIgnoreCase);
        Assert.All(upstream.Requests, request => Assert.Equal("GET", request.Method));
    }

    /// <summary>
    /// Web cache deception: the owner is lured to a spelling of his account that a cache takes for something shared. The upstream says
    /// <c>private</c>; no spelling may bring it to a stranger, and no spelling may share an entry with another one.
    /// </summary>
    [Theory]
    [MemberData(nameof(DeceivingTargets))]
    public async Task AccountAskedForByADeceivingTarget_StrangerAsksForTheSame_DoesNotGetIt(string target)
    {
        await using var upstream = await FakeUpstream.StartAsync();
        upstream.Otherwise(async context =>
        {
            context.Response.Headers.CacheControl = "private, max-age=60";
            await context.Response.WriteAsync($"account of {context.Request.Headers.Cookie}");
        });
        await using var gateway = await GatewayHost.StartAsync(GatewaySettings.For(upstream.Address)
            .Set("Gateway:Repositories:files:Cache:Lifetimes:200", "01:00:00")
            .ToString());

        await RawHttpClient.ExchangeAsync(gateway.Address, RawRequest.Get(target, "Cookie: owner"));
        var stranger = await RawHttpClient.ExchangeAsync(gateway.Address, RawRequest.Get(target));

        Assert.DoesNotContain("owner", stranger.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task EverySpellingOfATarget_StoredOneAfterTheOther_HasItsOwnAnswer()
    {
        await using var upstream = await FakeUpstream.StartAsync();
        upstream.Otherwise(async context =>
        {
            var seen = context.Features.Get<Microsoft.AspNetCore.Http.Features.IHttpRequestFeature>()!.RawTarget;
            context.Response.Headers.CacheControl = "max-age=60";
            await context.Response.WriteAsync(seen);
        });
        await using var gateway = await GatewayHost.StartAsync(GatewaySettings.For(upstream.Address).ToString());

        foreach (var row in Enumerable.Repeat(DeceivingTargets, 2).SelectMany(rows => rows))
        {
            var target = row.Data;
            var response = await RawHttpClient.ExchangeAsync(gateway.Address, RawRequest.Get(target));
            var isOwn = response.Status == 400 || response.Text == target["/files".Length..];
            Assert.True(isOwn, $"{target} was answered with what was made for {response.Text}");
        }
    }

    /// <summary>
    /// Response splitting: such an answer is refused, or the octets that split are gone. (A lone LF ends a line of the upstream's, as
    /// RFC 9112 §2.2 permits: what follows it is a field that the upstream sent.)
    /// </summary>
    [Theory]
    [InlineData("X-Evil: a\rSet-Cookie: evil=1")]
    [InlineData("X-Evil: a\r\n\tSet-Cookie: evil=1")]
    [InlineData("Location: /x\rSet-Cookie: evil=1")]
    [InlineData("X-Evil: a\0Set-Cookie: evil=1")]
    [InlineData("X Evil: Set-Cookie: evil=1")]
    [InlineData("Content-Length: 0\r\nContent-Length: 5")]
    [InlineData("Transfer-Encoding: chunked\r\nContent-Length: 5")]
    public async Task UpstreamAnswersWithSplittingFields_Asked_ClientSeesOneAnswer(string field)
    {
        await using var upstream = await UpstreamOfBytes.StartAsync(
            $"HTTP/1.1 200 OK\r\n{field}\r\nConnection: close\r\n\r\n"
            + "HTTP/1.1 200 OK\r\nSet-Cookie: evil=1\r\nContent-Length: 4\r\n\r\nevil");
        await using var gateway = await GatewayHost.StartAsync(GatewaySettings.For(upstream.Address).ToString());
        await using var client = await RawHttpClient.ConnectAsync(gateway.Address);

        await client.SendAsync(RawRequest.Get("/files/x"));
        try
        {
            var response = await client.ReadFinalResponseAsync();
            Assert.Empty(response.Values("Set-Cookie"));
        }
        catch (Exception exception) when (exception is IOException or EndOfStreamException)
        {
            // An answer that is cut off is none.
        }
    }

    /// <summary>A gzip of zeros is a thousand times its size: the gateway reads such a document as a stream, up to a limit.</summary>
    [Fact]
    public async Task DocumentUnfoldsToMuchMore_Asked_CostsNoMemory()
    {
        await using var upstream = await FakeUpstream.StartAsync();
        upstream.Otherwise(Reply.With(200, Bomb(), ("Content-Type", "application/json"), ("Content-Encoding", "gzip")));
        await using var gateway = await GatewayHost.StartAsync(GatewaySettings.For(upstream.Address)
            .Set("Gateway:Repositories:npm", new { Format = "npm", Path = "/npm", Upstreams = new[] { "main" } })
            .ToString());
        var before = GC.GetTotalAllocatedBytes();

        try
        {
            await RawHttpClient.ExchangeAsync(gateway.Address, RawRequest.Get("/npm/left-pad", "Accept-Encoding: gzip"));
        }
        catch (Exception exception) when (exception is IOException or EndOfStreamException)
        {
            // Cut off where it grew too large.
        }

        var more = (GC.GetTotalAllocatedBytes() - before) / (1024 * 1024);
        Assert.True(more < 256, $"{more} MiB were allocated for a document of 512 MiB.");
        var next = await RawHttpClient.ExchangeAsync(gateway.Address, RawRequest.Of("HEAD", "/files/x", GatewaySettings.DevHost));
        Assert.Equal(200, next.Status);
    }

    private static byte[] Bomb()
    {
        using var bytes = new MemoryStream();
        using (var zip = new GZipStream(bytes, CompressionLevel.Fastest, leaveOpen: true))
        {
            zip.Write("{\"name\":\"left-pad\",\"readme\":\""u8);
            var zeros = new byte[1024 * 1024];
            zeros.AsSpan().Fill((byte)'0');
            for (var i = 0; i < 512; i++)
            {
                zip.Write(zeros);
            }

            zip.Write("\"}"u8);
        }

        return bytes.ToArray();
    }
}
