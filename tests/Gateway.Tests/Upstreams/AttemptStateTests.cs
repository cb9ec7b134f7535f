using Gateway.Configuration;
using Gateway.Upstreams;
using Gateway.Upstreams.Breaking;
using Xunit;
using Yarp.ReverseProxy.Configuration;
using Yarp.ReverseProxy.Model;

namespace Gateway.Tests.Upstreams;

public sealed class AttemptStateTests
{
    private static readonly TimeSpan Total = TimeSpan.FromSeconds(3);

    /// <summary>Seconds that have passed, waits before, <c>Retry-After</c>, and whether the only destination is asked again.</summary>
    public static TheoryData<double, int, double?, bool> Waits => new()
    {
        { 0, 0, null, true },
        { 1.9, 0, null, true },
        { 2, 0, null, false }, // a second is waited, and then the total is over
        { 0.9, 1, null, true },
        { 1, 1, null, false }, // the second wait may be two
        { 1.4, 0, 1.5, true },
        { 1.5, 0, 1.5, false },
        { 0, 0, 2.5, false }, // longer than anybody is waited for
    };

    [Theory]
    [MemberData(nameof(Waits))]
    public void OnlyDestination_Fails_IsAskedAgainWhenThatIsBeforeTheEndOfTheTotal(
        double passed, int waits, double? restFor, bool isAskedAgain)
    {
        var expected = isAskedAgain ? AttemptVerdict.Repeat : AttemptVerdict.Deliver;
        var answered = State(waits);
        answered.Answered(503, TimeSpan.FromSeconds(passed), restFor is { } rest ? TimeSpan.FromSeconds(rest) : null);
        Assert.Equal(expected, answered.Verdict);
        if (restFor is null)
        {
            var failed = State(waits);
            failed.Failed(nothingSent: false, TimeSpan.FromSeconds(passed));
            Assert.Equal(expected, failed.Verdict);
        }
    }

    private static AttemptState State(int waits)
    {
        var options = new UpstreamOptions
        {
            Resilience = { Attempts = 5, TotalTimeout = Total, Backoff = TimeSpan.FromSeconds(1) },
        };
        var state = new AttemptState { IsHarmless = true, Waits = waits };
        state.Enter(UpstreamPlan.Of(options, new ClusterConfig(), isGoProxy: false), new RetryBudget(), [new DestinationState("d1")]);
        state.Begin(state.OnwardAfter(1));
        return state;
    }
}
