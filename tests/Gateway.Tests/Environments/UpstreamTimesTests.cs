using Gateway.Configuration;
using Gateway.Environments;
using Xunit;

namespace Gateway.Tests.Environments;

public sealed class UpstreamTimesTests
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    [Fact]
    public void Nothing_Said_FitsTheRequest()
    {
        var times = UpstreamTimes.Of(new ResilienceOptions(), activity: null, isGoProxy: false);

        Assert.Equal(100 * Second, times.HeadOf(isDocument: false, TimeSpan.Zero));
        Assert.Equal(30 * Second, times.HeadOf(isDocument: true, TimeSpan.Zero));
        Assert.Equal(100 * Second, times.Silence);
    }

    [Fact]
    public void GoProxy_AskedForTheFirstTime_HasTenMinutes()
    {
        var times = UpstreamTimes.Of(new ResilienceOptions(), activity: null, isGoProxy: true);

        Assert.Equal(600 * Second, times.HeadOf(isDocument: true, TimeSpan.Zero));
        Assert.Equal((600 * Second, 600 * Second), (times.Silence, times.Total));
    }

    public static TheoryData<int?, int?, int?, int, int> Silences => new()
    {
        // AttemptTimeout, IdleTimeout, ActivityTimeout: the idle limit, and what the forwarder is told
        { 10, null, null, 100, 100 },
        { 300, null, null, 300, 300 },
        { 10, 20, null, 20, 20 },
        { 20, 10, null, 10, 20 },
        { 20, null, 10, 10, 20 },
        { 20, 5, 10, 5, 20 },
        { null, 5, null, 5, 100 },
    };

    [Theory]
    [MemberData(nameof(Silences))]
    public void Limits_Said_NoneIsCappedByTheForwarder(int? attempt, int? idle, int? activity, int expectedIdle, int expectedSilence)
    {
        var options = new ResilienceOptions { AttemptTimeout = attempt * Second, IdleTimeout = idle * Second };

        var times = UpstreamTimes.Of(options, activity * Second, isGoProxy: false);

        Assert.Equal((expectedIdle * Second, expectedSilence * Second), (times.Idle, times.Silence));
    }

    [Fact]
    public void EarlierAttempts_UsedTheirTime_LastOneHasWhatIsLeftOfTheTotal()
    {
        var options = new ResilienceOptions { AttemptTimeout = 10 * Second, TotalTimeout = 15 * Second };

        var times = UpstreamTimes.Of(options, activity: null, isGoProxy: false);

        Assert.Equal(5 * Second, times.HeadOf(isDocument: false, 10 * Second));
    }
}
