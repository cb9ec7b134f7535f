using Gateway.TestKit;
using Gateway.Upstreams.Breaking;
using Xunit;

namespace Gateway.Tests.Upstreams.Breaking;

public sealed class BreakerTests
{
    private static readonly BreakerPlan Plan = new(
        IsOn: true, ConsecutiveFailures: 3, FailureRate: 0.5, MinimumRequests: 10, TimeSpan.FromSeconds(10), TimeSpan.FromSeconds(2));

    private readonly ManualClock _clock = new();
    private readonly Breaker _breaker;

    public BreakerTests() => _breaker = new Breaker(_clock);

    [Fact]
    public void Failures_InARow_OpenIt()
    {
        Assert.Null(_breaker.Failed(Plan, "upstream-reset"));
        Assert.Null(_breaker.Failed(Plan, "upstream-reset"));

        var opened = _breaker.Failed(Plan, "upstream-timeout");

        Assert.Equal((BreakerState.Open, "3 failures in a row, the last one upstream-timeout"), (opened?.State, opened?.Reason));
        Assert.False(_breaker.IsClosed);
    }

    [Fact]
    public void Success_BetweenFailures_BeginsTheRowAnew()
    {
        Fail(2);
        _breaker.Succeeded();
        Fail(2);

        Assert.True(_breaker.IsClosed);
    }

    [Fact]
    public void Probe_BeginsEarly_DecidesAsAnyProbe()
    {
        Fail(3);
        _breaker.BeginProbeEarly();
        Assert.Equal(BreakerState.HalfOpen, _breaker.Situation.State);
        Assert.Equal(Plan.Interval, _breaker.UntilProbe(Plan));
        Assert.True(_breaker.IsProbedEarly(Plan));
        _clock.Advance(Plan.Interval);
        Assert.False(_breaker.IsProbedEarly(Plan));
        Fail(1);
        Assert.Equal(BreakerState.Open, _breaker.Situation.State);
        _breaker.BeginProbeEarly();

        Assert.Equal(BreakerState.Closed, _breaker.Succeeded()?.State);
    }

    [Theory]
    [InlineData(5, 5, false)]
    [InlineData(6, 4, true)]
    public void Failures_AreAPartOfTheAttempts_OpenItAtTheRate(int successes, int failures, bool staysClosed)
    {
        // Alternating, so that no row is long enough.
        for (var i = 0; i < Math.Max(successes, failures); i++)
        {
            if (i < failures)
            {
                Fail(1);
            }

            if (i < successes)
            {
                _breaker.Succeeded();
            }
        }

        Fail(staysClosed ? 0 : 1);

        Assert.Equal(staysClosed, _breaker.IsClosed);
    }

    [Fact]
    public void Failures_LieFarApart_StayApart()
    {
        for (var i = 0; i < 20; i++)
        {
            Fail(1);
            _breaker.Succeeded();
            _clock.Advance(TimeSpan.FromSeconds(11));
        }

        Assert.True(_breaker.IsClosed);
    }

    [Fact]
    public void Probe_Due_IsOneOnly()
    {
        Fail(3);
        Assert.False(_breaker.TryBeginProbe(Plan));
        _clock.Advance(Plan.Interval);

        Assert.True(_breaker.TryBeginProbe(Plan));
        Assert.False(_breaker.TryBeginProbe(Plan));
        Assert.Equal(BreakerState.HalfOpen, _breaker.Situation.State);
    }

    [Fact]
    public void Probe_IsAnswered_Closes()
    {
        Fail(3);
        _clock.Advance(Plan.Interval);
        _breaker.TryBeginProbe(Plan);

        Assert.Equal(BreakerState.Closed, _breaker.Succeeded()?.State);
    }

    [Fact]
    public void Probe_Fails_OpensForAnotherInterval()
    {
        Fail(3);
        _clock.Advance(Plan.Interval);
        _breaker.TryBeginProbe(Plan);

        Assert.Equal("a probe failed: upstream-reset", _breaker.Failed(Plan, "upstream-reset")?.Reason);
        Assert.Equal(Plan.Interval, _breaker.UntilProbe(Plan));
    }

    [Fact]
    public void Probe_NeverEnds_GivesItsPlaceBackAfterAnInterval()
    {
        Fail(3);
        _clock.Advance(Plan.Interval);
        _breaker.TryBeginProbe(Plan);
        _clock.Advance(Plan.Interval);

        Assert.True(_breaker.TryBeginProbe(Plan));
    }

    [Fact]
    public void LateAnswer_OfAnOlderAttempt_DoesNotClose()
    {
        Fail(3);

        Assert.Null(_breaker.Succeeded());
        Assert.False(_breaker.IsClosed);
    }

    [Fact]
    public void Breaker_TurnedOff_NeverOpens()
    {
        for (var i = 0; i < 100; i++)
        {
            _breaker.Failed(Plan with { IsOn = false }, "upstream-reset");
        }

        Assert.True(_breaker.IsClosed);
    }

    private void Fail(int times)
    {
        for (var i = 0; i < times; i++)
        {
            _breaker.Failed(Plan, "upstream-reset");
        }
    }
}
