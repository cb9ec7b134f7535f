using Gateway.Upstreams.Hedging;
using Xunit;

namespace Gateway.Tests.Upstreams.Hedging;

public sealed class RecentLatencyTests
{
    [Fact]
    public void FewAnswers_Observed_SayNothing()
    {
        var latency = new RecentLatency();
        Observe(latency, 63);

        Assert.Null(latency.Limit);
    }

    [Fact]
    public void ManyAnswers_Observed_NinetyFiveOfAHundredStayBelow()
    {
        var latency = new RecentLatency();
        Observe(latency, 512);

        Assert.InRange(latency.Limit!.Value.TotalMilliseconds, 94, 96);
    }

    [Fact]
    public void Upstream_BecomesQuicker_IsLearnt()
    {
        var latency = new RecentLatency();
        Observe(latency, 512);
        for (var i = 0; i < 512; i++)
        {
            latency.Observe(TimeSpan.FromMilliseconds(2));
        }

        Assert.Equal(TimeSpan.FromMilliseconds(2), latency.Limit);
    }

    private static void Observe(RecentLatency latency, int count)
    {
        for (var i = 0; i < count; i++)
        {
            latency.Observe(TimeSpan.FromMilliseconds(i * 37 % 100));
        }
    }
}
