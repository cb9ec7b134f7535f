using System.Diagnostics;
using System.Globalization;
using System.Text;
using Gateway.TestKit;
using Gateway.TestKit.RawHttp;
using Gateway.TestKit.Upstream;

namespace Gateway.IntegrationTests.Caching;

/// <summary>Many clients that want the same at once.</summary>
public sealed class CrowdTests(CacheHost host, ITestOutputHelper output) : IClassFixture<CacheHost>
{
    private static readonly byte[] First = Encoding.ASCII.GetBytes("the first part, ");
    private static readonly byte[] Second = Encoding.ASCII.GetBytes("and the second");
    private static readonly (string, string) Fresh = ("Cache-Control", "max-age=60");

    [Fact]
    public async Task FiveHundredClients_OneColdObject_OneUpstreamRequestAndAllReadItWhileItGrows()
    {
        const int Clients = 500;
        var (path, gate) = (host.NewPath(), new Gate());
        host.On(path, Reply.InTwoParts(First, gate, Second, Fresh, ("Date", host.Date())));
        var started = Stopwatch.GetTimestamp();
        var arrivals = new List<TimeSpan>();
        var readers = await Task.WhenAll(Enumerable.Range(0, Clients).Select(async _ =>
        {
            var reader = await GrowingClient.StartAsync(host, $"/plain{path}");
            await reader.ReadAsync(First.Length);
            lock (arrivals)
            {
                arrivals.Add(Stopwatch.GetElapsedTime(started));
            }

            return reader;
        }));

        // The second part is not there yet, and all have the first.
        gate.MustHaveArrivals(1);
        Assert.All(readers, reader => Assert.Equal(First, reader.Received));
        output.WriteLine($"first byte: first client {arrivals.Min().TotalMilliseconds} ms, last {arrivals.Max().TotalMilliseconds} ms");
        gate.Open();
        await Task.WhenAll(readers.Select(reader => reader.ReadToEndAsync()));

        Assert.All(readers, reader => Assert.Equal([.. First, .. Second], reader.Received));
        Assert.Equal(1, host.AskedFor(path));
        Assert.Single(readers, reader => reader.CacheStatus == "gateway; fwd=uri-miss; fwd-status=200; stored");
        var collapsed = readers.Count(reader => reader.CacheStatus == "gateway; fwd=uri-miss; fwd-status=200; stored; collapsed");
        Assert.Equal(Clients - 1, collapsed);
    }

    [Fact]
    public async Task FirstClientLeaves_OthersRead_TheyGetTheWhole()
    {
        var (path, gate) = (host.NewPath(), new Gate());
        host.On(path, Reply.InTwoParts(First, gate, Second, Fresh, ("Date", host.Date())));
        var first = await GrowingClient.StartAsync(host, $"/plain{path}");
        await first.ReadAsync(First.Length);
        var second = await GrowingClient.StartAsync(host, $"/plain{path}");
        await second.ReadAsync(First.Length);

        first.Leave();
        gate.Open();
        await second.ReadToEndAsync();

        Assert.Equal([.. First, .. Second], second.Received);
        Assert.Equal(1, host.AskedFor(path));
    }

    [Fact]
    public async Task OnlyClientLeaves_AnswerMayBeStored_ItIsFetchedToItsEnd()
    {
        var (path, gate) = (host.NewPath(), new Gate());
        host.On(path, Reply.InTwoParts(First, gate, Second, Fresh, ("Date", host.Date())));
        var client = await GrowingClient.StartAsync(host, $"/plain{path}");
        await client.ReadAsync(First.Length);

        client.Leave();
        gate.Open();

        await Poll.UntilAsync(
            async () => (await host.GetAsync($"/plain{path}")).Value("X-Cache-Status") == "HIT", Poll.Patience, "the object is stored");
        Assert.Equal(1, host.AskedFor(path));
    }

    [Fact]
    public async Task ClientLeavesBeforeTheAnswer_AnotherWaits_ItIsAnswered()
    {
        var (path, gate) = (host.NewPath(), new Gate());
        host.On(path, Reply.After(gate, host.Dated(200, "a", Fresh)));
        await using var first = await RawHttpClient.ConnectAsync(host.Gateway.Address);
        await first.SendAsync($"GET /plain{path} HTTP/1.1\r\nHost: localhost\r\n\r\n");
        await gate.ArrivedAsync();
        var second = host.GetAsync($"/plain{path}");

        first.Reset();
        gate.Open();

        Assert.Equal("a", (await second).Text);
        Assert.Equal(1, host.AskedFor(path));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task FetchBreaksHalfWay_ManyRead_AllSeeItBreakAndNothingIsStored(bool hasLength)
    {
        var (path, gate) = (host.NewPath(), new Gate());
        var broken = hasLength ? Fault.ResetMidBody(First, 1000, gate, Fresh) : UnfinishedChunks(gate);
        host.On(path, Reply.InOrder(broken, host.Dated(200, "whole", Fresh)));
        var readers = await Task.WhenAll(Enumerable.Range(0, 20).Select(async _ =>
        {
            var reader = await GrowingClient.StartAsync(host, $"/plain{path}");
            await reader.ReadAsync(First.Length);
            return reader;
        }));

        gate.Open();
        var whole = await Task.WhenAll(readers.Select(reader => reader.ReadToEndAsync()));

        Assert.All(whole, isWhole => Assert.False(isWhole));
        await Poll.UntilAsync(
            async () => (await host.GetAsync($"/plain{path}")).Text == "whole", Poll.Patience, "the object is fetched anew");
    }

    [Fact]
    public async Task AnswerMayNotBeStored_ManyWait_EachGoesOnAloneAtOnceAndTheNextToo()
    {
        const int Clients = 20;
        var path = host.NewPath();
        foreach (var round in new[] { 1, 2 })
        {
            var gate = new Gate();
            host.On(path, Reply.InTwoParts(First, gate, Second, ("Cache-Control", "no-store")));
            var readers = Enumerable.Range(0, Clients).Select(_ => GrowingClient.StartAsync(host, $"/plain{path}")).ToList();

            // Nobody waits for anybody: all stand at the gate, which opens for none.
            await gate.ArrivedAsync(Clients);
            gate.Open();
            foreach (var reader in await Task.WhenAll(readers))
            {
                Assert.True(await reader.ReadToEndAsync());
                Assert.Equal([.. First, .. Second], reader.Received);
                Assert.Equal("BYPASS", reader.Word);
            }

            Assert.Equal(round * Clients, host.AskedFor(path));
        }
    }

    [Fact]
    public async Task KeyRememberedAsUncacheable_AnswerCouldBeStored_TheNextIsStored()
    {
        var path = host.NewPath();
        host.On(path, host.Dated(200, "a", ("Cache-Control", "no-store")));
        await host.GetAsync($"/plain{path}");
        host.On(path, host.Dated(200, "b", Fresh));

        Assert.Equal("BYPASS", (await host.GetAsync($"/plain{path}")).Value("X-Cache-Status"));
        Assert.Equal("MISS", (await host.GetAsync($"/plain{path}")).Value("X-Cache-Status"));
        Assert.Equal("HIT", (await host.GetAsync($"/plain{path}")).Value("X-Cache-Status"));
    }

    [Fact]
    public async Task AnswerMustAlwaysBeValidated_ManyWait_OnlyTheFirstHasIt()
    {
        const int Clients = 5;
        var (path, gate) = (host.NewPath(), new Gate());
        host.On(path, Reply.InTwoParts(First, gate, Second, ("Cache-Control", "no-cache"), ("ETag", "\"v\"")));
        var readers = Enumerable.Range(0, Clients).Select(_ => GrowingClient.StartAsync(host, $"/plain{path}")).ToList();

        await gate.ArrivedAsync(Clients);
        gate.Open();

        Assert.All(await Task.WhenAll(readers), reader => Assert.True(reader.Word is "MISS" or "BYPASS", reader.CacheStatus));
    }

    [Fact]
    public async Task TwoVariants_CrowdsForBoth_EachIsFetchedOnceSideBySide()
    {
        var (path, gate) = (host.NewPath(), new Gate());
        host.On(path, context =>
        {
            var first = Encoding.ASCII.GetBytes($"{context.Request.Headers.Accept}: ");
            return Reply.InTwoParts(first, gate, Second, Fresh, ("Vary", "Accept"), ("Date", host.Date()))(context);
        });
        var readers = Enumerable.Range(0, 60)
            .Select(client => GrowingClient.StartAsync(host, $"/plain{path}", ("Accept", Form(client))))
            .ToList();

        await gate.ArrivedAsync(2);
        foreach (var reader in await Task.WhenAll(readers))
        {
            await reader.ReadAsync(Form(0).Length + 2);
        }

        gate.MustHaveArrivals(2);
        gate.Open();
        for (var client = 0; client < readers.Count; client++)
        {
            var reader = await readers[client];
            Assert.True(await reader.ReadToEndAsync());
            Assert.Equal($"{Form(client)}: and the second", Encoding.ASCII.GetString(reader.Received));
        }

        Assert.Equal(2, host.AskedFor(path));

        static string Form(int client) => string.Create(CultureInfo.InvariantCulture, $"form/{client % 2}");
    }

    [Fact]
    public async Task ManyWaitForAConfirmation_UpstreamConfirms_OneUpstreamRequest()
    {
        var (path, gate) = (host.NewPath(), new Gate());
        host.On(path, host.Dated(200, "a", Fresh, ("ETag", "\"v\"")));
        await host.GetAsync($"/plain{path}");
        host.Clock.Advance(TimeSpan.FromSeconds(61));
        host.On(path, Reply.After(gate, host.Dated(304, "", Fresh, ("ETag", "\"v\""))));

        var clients = Enumerable.Range(0, 50).Select(_ => host.GetAsync($"/plain{path}")).ToList();
        await gate.ArrivedAsync();
        gate.Open();
        var answers = await Task.WhenAll(clients);

        Assert.All(answers, answer => Assert.Equal("a", answer.Text));
        Assert.All(answers, answer => Assert.True(answer.Value("X-Cache-Status") is "REVALIDATED" or "HIT"));
        Assert.Equal(2, host.AskedFor(path));
    }

    private static Microsoft.AspNetCore.Http.RequestDelegate UnfinishedChunks(Gate gate) => async context =>
    {
        context.Response.Headers.CacheControl = "max-age=60";
        await context.Response.Body.WriteAsync(First, context.RequestAborted);
        await context.Response.Body.FlushAsync(context.RequestAborted);
        await gate.PassAsync(context.RequestAborted);
        context.Abort();
    };
}
