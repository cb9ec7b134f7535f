using Gateway.TestKit;

namespace Gateway.IntegrationTests.Upstreams;

public sealed class RareTrafficTests
{
    /// <summary>Each request is a probe then, and each needs a repetition.</summary>
    [Fact]
    public async Task OneDestinationIsDown_RequestsAreRarerThanProbes_NoneOfThemFails()
    {
        var clock = new ManualClock();
        await using var served = await TwoDestinations.InOneClusterAsync(time: clock);
        await served.First.StopListeningAsync();
        List<int> statuses = [];

        for (var minute = 0; minute < 60; minute++)
        {
            statuses.Add((await served.GetAsync()).Status);
            clock.Advance(TimeSpan.FromMinutes(1));
        }

        Assert.All(statuses, status => Assert.Equal(200, status));
        Assert.Equal(60, served.Second.Requests.Count);
    }
}
