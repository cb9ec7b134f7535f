using Gateway.Benchmarks.Load;
using Xunit;

namespace Gateway.Tests.Benchmarks;

public sealed class WrkOutputTests
{
    private const string Clean = """
        Running 10s test @ http://127.0.0.1:41234/pt/1024
          1 threads and 64 connections
          Thread Stats   Avg      Stdev     Max   +/- Stdev
            Latency     1.12ms  300.21us  10.25ms   90.12%
            Req/Sec    31.05k     1.23k   33.10k    75.00%
          Latency Distribution
             50%  635.91us
             75%  712.34us
             90%    1.04ms
             99%    1.60ms
          310500 requests in 10.00s, 377.20MB read
        Requests/sec:  31049.73
        Transfer/sec:     37.72MB
        """;

    [Fact]
    public void CompleteOutput_Parsed_GivesItsFigures()
    {
        var sample = WrkOutput.Parse(Clean);

        Assert.Equal(310_500, sample.Requests);
        Assert.Equal(31_049.73, sample.RequestsPerSecond);
        Assert.Equal(TimeSpan.FromMicroseconds(635.91), sample.Median);
        Assert.Equal(TimeSpan.FromMilliseconds(1.6), sample.P99);
        Assert.True(sample.IsClean);
    }

    [Theory]
    [InlineData("  Socket errors: connect 1, read 20, write 300, timeout 4000", 4321, 0)]
    [InlineData("  Non-2xx or 3xx responses: 17", 0, 17)]
    [InlineData("  Socket errors: connect 0, read 2, write 0, timeout 0\n  Non-2xx or 3xx responses: 5", 2, 5)]
    public void OutputWithFailures_Parsed_CountsThem(string lines, long socketErrors, long failedAnswers)
    {
        var sample = WrkOutput.Parse(Clean.Replace("Requests/sec:", lines + "\nRequests/sec:", StringComparison.Ordinal));

        Assert.Equal(socketErrors, sample.SocketErrors);
        Assert.Equal(failedAnswers, sample.FailedAnswers);
        Assert.False(sample.IsClean);
    }

    [Theory]
    [InlineData("Requests/sec:", "Requests/sec")]
    [InlineData("requests in", "requests in")]
    [InlineData("50%", "50 % latency")]
    [InlineData("     99%", "99 % latency")]
    public void OutputWithoutAFigure_Parsed_IsRefusedByName(string figure, string named)
    {
        var cut = Clean.Replace(figure, "", StringComparison.Ordinal);

        Assert.Contains(named, Assert.Throws<FormatException>(() => WrkOutput.Parse(cut)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("635.91us", 635.91)]
    [InlineData("1.04ms", 1_040)]
    [InlineData("2.50s", 2_500_000)]
    [InlineData("1.10m", 66_000_000)]
    [InlineData("1.00h", 3_600_000_000)]
    [InlineData("0.00us", 0)]
    public void Duration_Parsed_HasItsUnit(string text, double microseconds) =>
        Assert.Equal(TimeSpan.FromMicroseconds(microseconds), WrkOutput.Duration(text));

    [Theory]
    [InlineData("1.04")]
    [InlineData("1.04ns")]
    [InlineData("ms")]
    [InlineData("-1ms")]
    public void OtherText_ParsedAsDuration_IsRefused(string text) => Assert.Throws<FormatException>(() => WrkOutput.Duration(text));
}
