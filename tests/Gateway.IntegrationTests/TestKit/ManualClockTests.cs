using Gateway.TestKit;

namespace Gateway.IntegrationTests.TestKit;

public sealed class ManualClockTests
{
    [Fact]
    public void Timers_Advanced_FireInOrderEachAtItsOwnTime()
    {
        var clock = new ManualClock();
        var start = clock.GetUtcNow();
        var fired = new List<(string Name, double At)>();
        void Fire(object? name) => fired.Add(((string)name!, (clock.GetUtcNow() - start).TotalSeconds));

        using var late = clock.CreateTimer(Fire, "late", TimeSpan.FromSeconds(5), Timeout.InfiniteTimeSpan);
        using var periodic = clock.CreateTimer(Fire, "tick", TimeSpan.FromSeconds(2), TimeSpan.FromSeconds(2));
        clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Empty(fired);
        clock.Advance(TimeSpan.FromSeconds(5));

        Assert.Equal([("tick", 2), ("tick", 4), ("late", 5), ("tick", 6)], fired);
        Assert.Equal(TimeSpan.FromSeconds(6), clock.GetElapsedTime(0));
        Assert.Equal(1, clock.PendingTimers);
    }

    [Fact]
    public async Task Delay_Advanced_EndsWhenItsTimeHasCome()
    {
        var clock = new ManualClock();
        var delay = Task.Delay(TimeSpan.FromMinutes(1), clock, TestContext.Current.CancellationToken);

        clock.Advance(TimeSpan.FromSeconds(59));
        Assert.False(delay.IsCompleted);
        clock.Advance(TimeSpan.FromSeconds(1));

        await delay.WaitAsync(Poll.Patience, TestContext.Current.CancellationToken);
    }

    [Fact]
    public void Timer_DisposedOrStopped_DoesNotFire()
    {
        var clock = new ManualClock();
        var fired = 0;
        using var stopped = clock.CreateTimer(_ => fired++, null, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(1));
        var disposed = clock.CreateTimer(_ => fired++, null, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(1));

        stopped.Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        disposed.Dispose();
        clock.Advance(TimeSpan.FromHours(1));

        Assert.Equal(0, fired);
        Assert.False(disposed.Change(TimeSpan.Zero, TimeSpan.Zero));
    }
}
