using Gateway.TestKit;
using Gateway.Upstreams.Breaking;
using Xunit;

namespace Gateway.Tests.Upstreams.Breaking;

public sealed class UpstreamStatusTests
{
    [Fact]
    public void Destination_BecomesImpairedWhileAnotherRequestLooks_IsNotForgotten()
    {
        var status = new UpstreamStatus(new ManualClock()) { IsImpaired = true };
        var isImpaired = false;

        status.LookAgain(() =>
        {
            var seen = isImpaired;
            (isImpaired, status.IsImpaired) = (true, true);
            return seen;
        });

        Assert.True(status.IsImpaired);
    }

    [Fact]
    public void NoDestination_IsImpaired_NobodyLooksAnyMore()
    {
        var status = new UpstreamStatus(new ManualClock()) { IsImpaired = true };

        status.LookAgain(() => false);

        Assert.False(status.IsImpaired);
    }
}
