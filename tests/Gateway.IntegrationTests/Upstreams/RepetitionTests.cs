using Gateway.TestKit;
using Gateway.TestKit.Upstream;

namespace Gateway.IntegrationTests.Upstreams;

/// <summary>Which requests are sent a second time, and what becomes of their bodies and of the time between.</summary>
public sealed class RepetitionTests
{
    private const string Body = "0123456789";

    public static TheoryData<string, string, int, bool> Requests => new()
    {
        // method, a method that the repository calls repeatable, the most bytes that are held, and whether it is repeated
        { "PUT", "PUT", 100, true },
        { "PUT", "PUT", 10, true },
        { "PUT", "PUT", 9, false },
        { "PUT", "POST", 100, false },
        { "GET", "PUT", 100, true },
        { "GET", "PUT", 0, false },
        { "OPTIONS", "PUT", 100, true },
    };

    [Theory]
    [MemberData(nameof(Requests))]
    public async Task FirstDestination_ResetsARequestWithABody_IsRepeatedWhereThatDoesNoHarm(
        string method, string repeatable, int most, bool isRepeated)
    {
        string[] framings =
            [$"Content-Length: {Body.Length}\r\n\r\n{Body}", $"Transfer-Encoding: chunked\r\n\r\na\r\n{Body}\r\n0\r\n\r\n"];
        foreach (var framing in framings)
        {
            await using var served = await TwoDestinations.InOneClusterAsync(settings => settings
                .Set("Gateway:Repositories:files:RepeatableMethods", new[] { repeatable })
                .Set("Gateway:Upstreams:main:Resilience:MaxHeldBodySize", $"{most}B"));
            served.First.Otherwise(Fault.ResetBeforeResponse);

            var response = await served.SendAsync($"{method} /files/x HTTP/1.1\r\nHost: dev.example\r\n{framing}");

            Assert.Equal(isRepeated ? 200 : 502, response.Status);
            foreach (var request in served.First.Requests.Concat(served.Second.Requests))
            {
                Assert.Equal(Body, (await request.Body).Text);
            }

            Assert.Equal((1, isRepeated ? 1 : 0), served.Asked());
        }
    }

    [Fact]
    public async Task FirstUpstream_FailsARequestWithABody_SecondUpstreamGetsTheBody()
    {
        await using var served = await TwoDestinations.InAChainAsync(settings => settings
            .Set("Gateway:Repositories:files:RepeatableMethods", new[] { "PUT" }));
        served.First.Otherwise(Reply.With(404));

        var response = await served.SendAsync(
            $"PUT /files/x HTTP/1.1\r\nHost: dev.example\r\nContent-Length: {Body.Length}\r\n\r\n{Body}");

        Assert.Equal("second", response.Text);
        Assert.Equal(Body, (await Assert.Single(served.Second.Requests).Body).Text);
    }

    [Fact]
    public async Task OptionsWithoutABody_FirstDestinationCannot_SecondAnswers()
    {
        await using var served = await TwoDestinations.InOneClusterAsync();
        served.First.Otherwise(Reply.With(503));

        Assert.Equal("second", (await served.SendAsync("OPTIONS /files/x HTTP/1.1\r\nHost: dev.example\r\n\r\n")).Text);
    }

    [Fact]
    public async Task OnlyDestination_FailsOnce_IsAskedAgainAfterAWhile()
    {
        await using var upstream = await FakeUpstream.StartAsync();
        upstream.Otherwise(Reply.InOrder(Fault.ResetBeforeResponse, Reply.With(200, "again")));
        var clock = new ManualClock();
        await using var gateway = await GatewayHost.StartAsync(Patient(upstream.Address), clock);

        var answer = gateway.Client.GetStringAsync("/files/x", TestContext.Current.CancellationToken);
        await Poll.UntilAsync(() => upstream.Requests is [{ Ended.IsCompleted: true }], "the first attempt has failed");
        Assert.Single(upstream.Requests);
        await AdvanceUntilAsync(clock, TimeSpan.FromMilliseconds(100), () => answer.IsCompleted);

        Assert.Equal("again", await answer);
    }

    [Theory]
    [InlineData("1", 2)]
    [InlineData("60", 1)]
    public async Task OnlyDestination_AsksToBeLeftAlone_IsAskedAgainThenOrNotAtAll(string after, int requests)
    {
        await using var upstream = await FakeUpstream.StartAsync();
        upstream.Otherwise(Reply.With(503, "", ("Retry-After", after)));
        var clock = new ManualClock();
        await using var gateway = await GatewayHost.StartAsync(Patient(upstream.Address), clock);
        var began = clock.GetUtcNow();

        var answer = gateway.Client.GetAsync("/files/x", TestContext.Current.CancellationToken);
        await AdvanceUntilAsync(clock, TimeSpan.FromMilliseconds(100), () => answer.IsCompleted);
        using var response = await answer;

        Assert.Equal(503, (int)response.StatusCode);
        Assert.Equal(requests, upstream.Requests.Count);
        Assert.True(requests == 1 || clock.GetUtcNow() - began >= TimeSpan.FromSeconds(1));
    }

    private static string Patient(Uri upstream) => GatewaySettings.For(upstream)
        .Set("Gateway:Upstreams:main:Resilience:Backoff", "00:00:00.1").ToString();

    private static Task AdvanceUntilAsync(ManualClock clock, TimeSpan step, Func<bool> condition) => Poll.UntilAsync(
        () =>
        {
            clock.Advance(step);
            return condition();
        },
        "the answer is there");
}
