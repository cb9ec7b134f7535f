using Gateway.Telemetry.Recent;
using Gateway.TestKit;
using Xunit;

namespace Gateway.Tests.Telemetry.Recent;

public sealed class HourSummaryTests
{
    private static readonly TimeSpan Quick = TimeSpan.FromMilliseconds(3);

    [Fact]
    public void NoRequest_Summed_HasNoRatioAndNoPercentile() =>
        Assert.Equal(new HourSummary(0, 0, HitRatio: null, 0, Median: null, P95: null, P99: null), HourSummary.Of([null]));

    [Fact]
    public void Requests_OfTwoMinutes_AreAddedUp()
    {
        var first = new MinuteFigures(1);
        first.Add(200, "HIT", 100, Quick);
        first.Add(200, "MISS", 50, Quick);
        var second = new MinuteFigures(2);
        second.Add(502, cacheStatus: null, 0, TimeSpan.FromSeconds(90));

        var sum = HourSummary.Of([first, null, second]);

        Assert.Equal((3, 1, 0.5, 150), (sum.Requests, sum.Errors, sum.HitRatio, sum.Bytes));
        Assert.InRange(sum.Median!.Value, 2.5, 5);
        Assert.Equal(60_000, sum.P99);
    }

    [Theory]
    [InlineData(0.5, 0.25)]
    [InlineData(1.0, 0.5)]
    public void Quantile_WithinABucket_IsInterpolated(double quantile, double expected)
    {
        var counts = new long[MinuteFigures.Bounds.Length + 1];
        counts[0] = 2;
        counts[1] = 2;

        Assert.Equal(expected, HourSummary.Quantile(counts, quantile));
    }

    [Fact]
    public void HourPassed_BoardRead_ForgetsTheFirstMinute()
    {
        var clock = new ManualClock();
        var board = new TrafficBoard(clock);
        board.Current("dev").Add(200, "HIT", 1, Quick);
        clock.Advance(TimeSpan.FromMinutes(59));
        board.Current("dev").Add(200, "HIT", 1, Quick);

        var hour = board.LastHour("dev");
        Assert.Equal((1, 1), (hour[0]!.Requests, hour[^1]!.Requests));
        Assert.Equal(2, hour.Count(minute => minute is not null));

        clock.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal(1, HourSummary.Of(board.LastHour("dev")).Requests);
        Assert.Equal(0, HourSummary.Of(board.LastHour("unknown")).Requests);
    }

    [Fact]
    public async Task Watcher_ThatComes_SeesRequestsUntilItLeaves()
    {
        var recent = new RecentRequests(TimeProvider.System);
        var record = new Gateway.Telemetry.RequestRecord();
        Assert.False(recent.Wants(record));
        using var left = new CancellationTokenSource();
        await using var watcher = recent.WatchAsync(left.Token).GetAsyncEnumerator(left.Token);
        var next = watcher.MoveNextAsync();
        Assert.True(recent.Wants(record));

        recent.Add(new RequestLine(DateTimeOffset.UnixEpoch, "GET", "/x", 200, record, 0, Quick, "trace"));

        Assert.True(await next);
        Assert.Equal("/x", watcher.Current.Target);
        await left.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await watcher.MoveNextAsync());
        Assert.False(recent.Wants(record));
    }

    [Fact]
    public void ManyErrors_Kept_AreTheLastOnes()
    {
        var recent = new RecentRequests(TimeProvider.System);
        for (var i = 0; i <= RecentRequests.MostErrors; i++)
        {
            recent.Add(new RequestLine(
                DateTimeOffset.UnixEpoch.AddSeconds(i), "GET", "/x", 404, new() { Error = "unknown-repository" }, 0, Quick, "trace"));
        }

        Assert.Equal(RecentRequests.MostErrors, recent.Errors.Count);
        Assert.Equal(DateTimeOffset.UnixEpoch.AddSeconds(RecentRequests.MostErrors), recent.Errors[0].Time);
        Assert.Equal(DateTimeOffset.UnixEpoch.AddSeconds(1), recent.Errors[^1].Time);
    }
}
