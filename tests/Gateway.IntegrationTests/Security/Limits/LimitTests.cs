using System.Globalization;
using Gateway.TestKit;
using Gateway.TestKit.RawHttp;
using Gateway.TestKit.Upstream;
using static Gateway.IntegrationTests.Security.AccessSettings;

namespace Gateway.IntegrationTests.Security.Limits;

public sealed class LimitTests
{
    [Fact]
    public async Task BucketEmpty_Asked_IsRefusedWithTheTimeToWait()
    {
        await using var upstream = await AnsweringAsync();
        await using var gateway = await StartAsync(upstream, new { RateLimit = new { Requests = 1, Per = "01:00:00", Burst = 2 } });

        var statuses = new List<int>();
        for (var i = 0; i < 3; i++)
        {
            statuses.Add((await GetAsync(gateway)).Status);
        }

        var refused = await GetAsync(gateway);
        Assert.Equal([200, 200, 429], statuses);
        Assert.Equal("rate-limited", refused.Value("X-Gateway-Error"));
        Assert.InRange(int.Parse(refused.Value("Retry-After")!, CultureInfo.InvariantCulture), 1, 3600);
        Assert.Equal(2, upstream.Requests.Count);
    }

    [Fact]
    public async Task BucketOfOneIdentityEmpty_AnotherAsks_IsServed()
    {
        await using var upstream = await AnsweringAsync();
        await using var gateway = await StartAsync(upstream, new
        {
            RateLimit = new { Requests = 1, Per = "01:00:00", Burst = 1, By = "identity" },
            Tokens = new[] { Token("a", "a-token", []), Token("b", "b-token", []) },
        });

        Assert.Equal(200, (await GetAsync(gateway, Bearer("a-token"))).Status);
        Assert.Equal(429, (await GetAsync(gateway, Bearer("a-token"))).Status);
        Assert.Equal(200, (await GetAsync(gateway, Bearer("b-token"))).Status);
    }

    [Fact]
    public async Task TokensGuessed_OneAfterTheOther_TheAddressRunsOutOfTries()
    {
        await using var upstream = await AnsweringAsync();
        await using var gateway = await StartAsync(upstream, new
        {
            RateLimit = new { Requests = 1, Per = "01:00:00", Burst = 2, By = "identity" },
            Tokens = new[] { Token("a", "a-token", []) },
        });

        Assert.Equal(401, (await GetAsync(gateway, Bearer("guess-1"))).Status);
        Assert.Equal(401, (await GetAsync(gateway, Bearer("guess-2"))).Status);
        Assert.Equal(429, (await GetAsync(gateway, Bearer("guess-3"))).Status);
    }

    [Fact]
    public async Task AsManyUnderWayAsAllowed_OneMoreAsked_IsRefusedAndLaterServed()
    {
        await using var upstream = await FakeUpstream.StartAsync();
        var held = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        upstream.On("/held", async context =>
        {
            await held.Task;
            context.Response.StatusCode = 200;
        });
        upstream.Otherwise(Reply.With(200));
        await using var gateway = await StartAsync(upstream, new { MaxConcurrentRequests = 1 });
        var first = RawHttpClient.ExchangeAsync(gateway.Address, RawRequest.Get("/files/held"));
        await upstream.ReceivedAsync("/held");

        var refused = await GetAsync(gateway);
        held.SetResult();
        Assert.Equal(200, (await first).Status);
        await Poll.UntilAsync(async () => (await GetAsync(gateway)).Status == 200, Poll.Patience, "the place is free again");

        Assert.Equal((429, "rate-limited", "1"), (refused.Status, refused.Value("X-Gateway-Error"), refused.Value("Retry-After")));
    }

    [Theory]
    [InlineData("MaxRequestHeaderCount", "3", 431)]
    [InlineData("MaxRequestHeaderCount", "4", 200)]
    [InlineData("MaxRequestHeadersSize", "100B", 431)]
    [InlineData("MaxRequestHeadersSize", "1KiB", 200)]
    public async Task HeaderSectionLarge_Sent_IsTakenUpToTheLimit(string setting, string limit, int expected)
    {
        await using var upstream = await AnsweringAsync();
        await using var gateway = await GatewayHost.StartAsync(
            GatewaySettings.For(upstream.Address).Set($"{Policy}:{setting}", limit).ToString());

        var response = await GetAsync(gateway, $"A: {new string('a', 100)}", "B: b", "C: c");

        Assert.Equal(expected, response.Status);
    }

    [Fact]
    public async Task UpstreamSlow_RequestTimeoutPassed_IsEndedInWords()
    {
        await using var upstream = await FakeUpstream.StartAsync();
        upstream.Otherwise(async context => await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, context.RequestAborted));
        await using var gateway = await StartAsync(upstream, new { RequestTimeout = "00:00:00.200" });

        var response = await RawHttpClient.ExchangeAsync(
            gateway.Address, RawRequest.Of("PUT", "/files/x", GatewaySettings.DevHost, "Content-Length: 0"));

        Assert.Equal((408, "request-timeout"), (response.Status, response.Value("X-Gateway-Error")));
    }

    private static async Task<FakeUpstream> AnsweringAsync()
    {
        var upstream = await FakeUpstream.StartAsync();
        upstream.Otherwise(Reply.With(200));
        return upstream;
    }

    private static Task<GatewayHost> StartAsync(FakeUpstream upstream, object policy) =>
        GatewayHost.StartAsync(For(upstream.Address, policy).ToString());

    private static Task<RawResponse> GetAsync(GatewayHost gateway, params string[] lines) =>
        RawHttpClient.ExchangeAsync(gateway.Address, RawRequest.Get("/files/x", lines));
}
