using System.Text;
using Gateway.HttpCache.Storage;
using Gateway.TestKit;
using Gateway.TestKit.RawHttp;
using Gateway.TestKit.Upstream;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Gateway.IntegrationTests.Caching;

/// <summary>What befalls a fetch on its way.</summary>
public sealed class FetchTests(CacheHost host) : IClassFixture<CacheHost>
{
    private static readonly byte[] First = Encoding.ASCII.GetBytes("the first part, ");
    private static readonly byte[] Second = Encoding.ASCII.GetBytes("and the second");
    private static readonly (string, string) Fresh = ("Cache-Control", "max-age=60");

    private ICacheStore Store => host.Gateway.Services.GetRequiredService<ICacheStore>();

    [Fact]
    public async Task BodyShorterThanAnnounced_Fetched_IsCutForTheClientAndNotStored()
    {
        var path = host.NewPath();
        host.On(path, Reply.InOrder(
            Fault.Raw($"HTTP/1.1 200 OK\r\nDate: {host.Date()}\r\nCache-Control: max-age=60\r\nContent-Length: 100\r\n\r\nshort"),
            host.Dated(200, "whole", Fresh)));

        await BrokenOff.IsSeenAsync(host.GetAsync($"/plain{path}"));

        await UntilAsync(path, "MISS", "whole");
        Assert.Equal("HIT", (await host.GetAsync($"/plain{path}")).Value("X-Cache-Status"));
    }

    [Fact]
    public async Task BodyLongerThanTheLimit_LengthNotAnnounced_ReachesTheClientWholeAndIsNotStored()
    {
        var path = host.NewPath();
        var body = new string('x', 5000);
        host.On(path, async context =>
        {
            context.Response.Headers.CacheControl = "max-age=60";
            await context.Response.WriteAsync(body[..500], context.RequestAborted);
            await context.Response.Body.FlushAsync(context.RequestAborted);
            await context.Response.WriteAsync(body[500..], context.RequestAborted);
        });

        for (var round = 1; round <= 2; round++)
        {
            var answer = await host.GetAsync($"/small{path}");

            Assert.True(answer.IsComplete);
            Assert.Equal(body, answer.Text);
            Assert.Equal(round, host.AskedFor(path));
        }
    }

    [Fact]
    public async Task InterimResponseComesFirst_Fetched_TheFinalOneIsStored()
    {
        var path = host.NewPath();
        host.On(path, Fault.Raw(
            "HTTP/1.1 103 Early Hints\r\nLink: </style.css>; rel=preload\r\n\r\n"
            + $"HTTP/1.1 200 OK\r\nDate: {host.Date()}\r\nCache-Control: max-age=60\r\nContent-Length: 5\r\n\r\nfinal"));

        var first = await host.GetAsync($"/plain{path}");
        var second = await host.GetAsync($"/plain{path}");

        Assert.Equal((200, "final", "MISS"), (first.Status, first.Text, first.Value("X-Cache-Status")));
        Assert.Equal((200, "final", "HIT"), (second.Status, second.Text, second.Value("X-Cache-Status")));
        Assert.Null(second.Value("Link"));
    }

    [Fact]
    public async Task AnswerWithoutDate_Stored_HasTheTimeOfItsArrival()
    {
        var path = host.NewPath();
        host.On(path, Fault.Raw("HTTP/1.1 200 OK\r\nCache-Control: max-age=60\r\nContent-Length: 1\r\n\r\na"));
        var arrived = host.Date();
        await host.GetAsync($"/plain{path}");
        host.Clock.Advance(TimeSpan.FromSeconds(10));

        var hit = await host.GetAsync($"/plain{path}");

        Assert.Equal(("HIT", arrived, "10"), (hit.Value("X-Cache-Status"), hit.Value("Date"), hit.Value("Age")));
    }

    [Theory]
    [InlineData(PurgeMode.Hard, "MISS")]
    [InlineData(PurgeMode.Soft, "EXPIRED")]
    public async Task PurgeDuringAFetch_FetchEnds_ItsEntryIsPurgedToo(PurgeMode mode, string next)
    {
        var (path, gate) = (host.NewPath(), new Gate());
        host.On(path, Reply.InTwoParts(First, gate, Second, Fresh, ("Date", host.Date())));
        var before = await GrowingClient.StartAsync(host, $"/plain{path}");
        await before.ReadAsync(First.Length);

        await Store.PurgeAsync(new PurgeScope.OfPrefix("dev", "plain", $"/plain{path}"), mode, CancellationToken.None);
        host.On(path, host.Dated(200, "after", Fresh));
        var after = await host.GetAsync($"/plain{path}");
        gate.Open();

        Assert.True(await before.ReadToEndAsync());
        Assert.Equal([.. First, .. Second], before.Received);
        Assert.Equal("after", after.Text);
        Assert.Equal(2, host.AskedFor(path));

        // Whichever of the two was stored last, what is from before the purge is not served.
        await UntilAnyAsync(path, [next, "HIT"], "after");
    }

    [Theory]
    [InlineData(PurgeMode.Hard)]
    [InlineData(PurgeMode.Soft)]
    public async Task PurgeBeforeTheAnswerBegins_RequestFromAfterIt_IsNotAnsweredByTheEarlierFetch(PurgeMode mode)
    {
        var (path, gate) = (host.NewPath(), new Gate());
        host.On(path, Reply.After(gate, host.Dated(200, "before", Fresh)));
        var before = host.GetAsync($"/plain{path}");
        await gate.ArrivedAsync();

        await Store.PurgeAsync(new PurgeScope.OfPrefix("dev", "plain", $"/plain{path}"), mode, CancellationToken.None);
        host.On(path, host.Dated(200, "after", Fresh));
        var after = host.GetAsync($"/plain{path}");
        gate.Open();

        Assert.Equal("before", (await before).Text);
        Assert.Equal("after", (await after).Text);
    }

    [Fact]
    public async Task SlowReader_AnotherReadsTheSameFetch_IsNotHeldUp()
    {
        const int Size = 16 * 1024 * 1024;
        var (path, gate) = (host.NewPath(), new Gate());
        host.On(path, Reply.InTwoParts(First, gate, new byte[Size], Fresh, ("Date", host.Date())));
        var slow = await GrowingClient.StartAsync(host, $"/plain{path}");
        await slow.ReadAsync(First.Length);
        var fast = await GrowingClient.StartAsync(host, $"/plain{path}");

        gate.Open();
        Assert.True(await fast.ReadToEndAsync());

        Assert.Equal(First.Length + Size, fast.Received.Length);
        Assert.True(await slow.ReadToEndAsync());
        Assert.Equal(First.Length + Size, slow.Received.Length);
        Assert.Equal(1, host.AskedFor(path));
    }

    [Fact]
    public async Task ClientOfAnUnsharedAnswerLeaves_UpstreamStillSends_ItIsCancelled()
    {
        var (path, gate) = (host.NewPath(), new Gate());
        host.On(path, Reply.InTwoParts(First, gate, Second, ("Cache-Control", "no-store")));
        var client = await GrowingClient.StartAsync(host, $"/plain{path}");
        await client.ReadAsync(First.Length);

        client.Leave();

        var request = host.Upstream.RequestsTo(path)[0];
        await request.Ended.WaitAsync(Poll.Patience, TestContext.Current.CancellationToken);
        Assert.True(request.WasAborted);
    }

    [Fact]
    public async Task ClientOfAnUnsharedAnswerTakesNothing_UpstreamSends_ItIsHeldBack()
    {
        var (path, sent) = (host.NewPath(), 0L);
        host.On(path, async context =>
        {
            context.Response.Headers.CacheControl = "no-store";
            var block = new byte[64 * 1024];
            while (!context.RequestAborted.IsCancellationRequested)
            {
                await context.Response.Body.WriteAsync(block, context.RequestAborted);
                Interlocked.Add(ref sent, block.Length);
            }
        });
        await using var client = await RawHttpClient.ConnectAsync(host.Gateway.Address);
        await client.SendAsync($"GET /plain{path} HTTP/1.1\r\nHost: localhost\r\n\r\n");
        await client.ReadSomeAsync();

        // Not growing between two looks a while apart: what is on the way lies in the buffers of sockets and pipes, and no more comes.
        var last = -1L;
        var still = 0;
        await Poll.UntilAsync(
            () =>
            {
                var now = Interlocked.Read(ref sent);
                still = now == last ? still + 1 : 0;
                last = now;
                return still == 20;
            },
            "the upstream is held back");

        Assert.InRange(last, 1, 64 * 1024 * 1024);
    }

    [Fact]
    public async Task UpstreamRefusesConnections_StaleMayBeServed_ItIs()
    {
        await using var own = new CacheHost();
        await own.InitializeAsync();
        var path = own.NewPath();
        own.On(path, own.Dated(200, "a", ("Cache-Control", "max-age=60, stale-if-error=600")));
        await own.GetAsync($"/plain{path}");
        own.Clock.Advance(TimeSpan.FromSeconds(61));
        await own.Upstream.StopListeningAsync();

        var stale = await own.GetAsync($"/plain{path}");
        var other = await own.GetAsync($"/plain{own.NewPath()}");

        Assert.Equal(("STALE", "a"), (stale.Value("X-Cache-Status"), stale.Text));
        Assert.Equal("gateway; fwd=stale; ttl=-1; detail=stale-if-error", stale.Value("Cache-Status"));
        Assert.Equal((502, "upstream-connection-refused"), (other.Status, other.Value("X-Gateway-Error")));
        Assert.Equal("gateway; fwd=uri-miss", other.Value("Cache-Status"));
    }

    [Fact]
    public async Task ReplacementBreaksHalfWay_StaleWasStored_ItStaysForTheNext()
    {
        var path = host.NewPath();
        host.On(path, host.Dated(200, "old", ("Cache-Control", "max-age=60, stale-if-error=600"), ("ETag", "\"v\"")));
        await host.GetAsync($"/plain{path}");
        host.Clock.Advance(TimeSpan.FromSeconds(61));
        host.On(path, Fault.ResetMidBody(First, 1000, Fresh));

        await BrokenOff.IsSeenAsync(host.GetAsync($"/plain{path}"));
        host.On(path, host.Dated(304, "", Fresh, ("ETag", "\"v\"")));

        await UntilAsync(path, "REVALIDATED", "old");
    }

    [Fact]
    public async Task Range_AskedAsSoonAsTheWholeHasCome_IsAHit()
    {
        // The whole is on its way into the store at that moment: among so many, some come before it is there.
        const int Objects = 400;
        for (var i = 0; i < Objects; i++)
        {
            var path = host.NewPath();
            host.On(path, host.Dated(200, "0123456789", Fresh));
            await host.GetAsync($"/plain{path}");

            var part = await host.GetAsync($"/plain{path}", "Range: bytes=0-3");

            Assert.Equal((206, "HIT", "0123"), (part.Status, part.Value("X-Cache-Status"), part.Text));
        }
    }

    [Fact]
    public async Task SeveralRanges_OfWhatIsStored_ComeAsParts()
    {
        var path = host.NewPath();
        host.On(path, host.Dated(200, "0123456789", Fresh, ("Content-Type", "text/x")));
        await host.GetAsync($"/plain{path}");

        var answer = await host.GetAsync($"/plain{path}", "Range: bytes=0-1,4-5,-1");

        Assert.Equal((206, "HIT"), (answer.Status, answer.Value("X-Cache-Status")));
        var type = answer.Value("Content-Type")!;
        Assert.StartsWith("multipart/byteranges; boundary=", type, StringComparison.Ordinal);
        Assert.Null(answer.Value("Content-Range"));
        var boundary = type.Split('=')[1];
        string Part(string range, string bytes) =>
            $"--{boundary}\r\nContent-Type: text/x\r\nContent-Range: bytes {range}/10\r\n\r\n{bytes}\r\n";
        Assert.Equal($"{Part("0-1", "01")}{Part("4-5", "45")}{Part("9-9", "9")}--{boundary}--\r\n", answer.Text);
        Assert.Equal($"{answer.Body.Length}", answer.Value("Content-Length"));
    }

    [Fact]
    public async Task PurgeMethod_OnTheDataPort_IsRefusedAndPurgesNothing()
    {
        var path = host.NewPath();
        host.On(path, host.Dated(200, "a", Fresh));
        await host.GetAsync($"/plain{path}");

        var refused = await host.SendAsync("PURGE", $"/plain{path}");

        Assert.Equal((403, "forbidden-action"), (refused.Status, refused.Value("X-Gateway-Error")));
        Assert.Equal("HIT", (await host.GetAsync($"/plain{path}")).Value("X-Cache-Status"));
        Assert.Equal(1, host.AskedFor(path));
    }

    private Task UntilAsync(string path, string word, string body) => UntilAnyAsync(path, [word], body);

    private Task UntilAnyAsync(string path, string[] words, string body) => Poll.UntilAsync(
        async () =>
        {
            var answer = await host.GetAsync($"/plain{path}");
            return words.Contains(answer.Value("X-Cache-Status"), StringComparer.Ordinal) && answer.Text == body;
        },
        Poll.Patience,
        $"{path} is {string.Join(" or ", words)} with '{body}'");
}
