using Gateway.Benchmarks.Load;
using Gateway.Benchmarks.Processes;
using Gateway.Benchmarks.Reports;
using Xunit;

namespace Gateway.Tests.Benchmarks;

public sealed class StatisticsTests
{
    [Theory]
    [InlineData(new double[] { 7 }, 7)]
    [InlineData(new double[] { 3, 1, 2 }, 2)]
    [InlineData(new double[] { 4, 1, 3, 2 }, 2.5)]
    [InlineData(new double[] { 100, 100, 1 }, 100)]
    public void Values_Halved_GiveTheMiddle(double[] values, double median) => Assert.Equal(median, Statistics.Median(values));

    [Fact]
    public void NoValue_Halved_IsRefused() => Assert.Throws<ArgumentException>(() => Statistics.Median([]));

    [Fact]
    public void OneDisturbedRound_Compared_DoesNotMoveTheRatio() =>
        Assert.Equal(0.95, Statistics.RatioOfMedians([95, 96, 3], [100, 1, 101]), precision: 10);

    [Fact]
    public void PeerThatAnsweredNothing_Compared_IsRefused() =>
        Assert.Throws<DivideByZeroException>(() => Statistics.RatioOfMedians([1], [0]));

    [Theory]
    [InlineData(95, true)]
    [InlineData(94, false)]
    public void Comparison_WithAnAim_IsMetFromTheAimOn(double requestsPerSecond, bool isMet)
    {
        var comparison = Comparison.Of(
            "1 KiB",
            [Server("gateway", requestsPerSecond), Server("peer", 100), Server("another", 1000)],
            new Dictionary<string, double>(StringComparer.Ordinal) { ["peer"] = 0.95 });

        Assert.Equal("peer another", string.Join(' ', comparison.Ratios.Select(ratio => ratio.Peer)));
        var report = new Report("scenario", [comparison], []);
        Assert.Equal(isMet, report.IsMet);
        Assert.Equal(!isMet, Grid.Of(report).Single().ToMarkdown().Contains("MISSED", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(64, true)]
    [InlineData(65, false)]
    public void Fact_WithAnAim_IsMetUpToTheAim(long mebibytes, bool isMet) =>
        Assert.Equal(isMet, new Report("scenario", [], [Fact.OfBytes("growth", mebibytes << 20, 64)]).IsMet);

    [Fact]
    public void StatusOfAProcess_Parsed_GivesBytes()
    {
        var memory = MemoryUse.Parse("Name:\tgateway\nVmPeak:\t 9 kB\nVmHWM:\t   2048 kB\nVmRSS:\t   1024 kB\n");

        Assert.Equal(new MemoryUse(1024 * 1024, 2048 * 1024), memory);
        Assert.Equal(new MemoryUse(0, 0), MemoryUse.Parse(""));
    }

    [Theory]
    [InlineData("77 (dotnet) S 1 77 77 0 -1 4194560 1 2 3 4 150 25 8 9 20", 1750)]
    [InlineData("77 (a) b ) 9) S 1 77 77 0 -1 4194560 1 2 3 4 1 2 8 9 20", 30)]
    [InlineData("", 0)]
    public void StatOfAProcess_Parsed_GivesProcessorTime(string stat, double milliseconds) =>
        Assert.Equal(TimeSpan.FromMilliseconds(milliseconds), ProcessFiles.ProcessorTime(stat));

    private static Measured Server(string name, double requestsPerSecond) => new(
        name,
        [new LoadSample(1, requestsPerSecond, TimeSpan.FromMilliseconds(1), TimeSpan.FromMilliseconds(2), 0, 0)],
        new MemoryUse(1, 2));
}
