using System.Text;
using Gateway.Telemetry.Scrape;
using Xunit;

namespace Gateway.Tests.Telemetry.Scrape;

public sealed class PrometheusTextTests
{
    private static readonly SampleExemplar Found = new("aa", "bb", 0.25, DateTimeOffset.FromUnixTimeMilliseconds(1500));

    [Fact]
    public void Counter_WrittenForPrometheus_HasItsSuffixEverywhere()
    {
        var text = new PrometheusText(ScrapeForm.Prometheus);
        text.Begin("errors", FamilyKind.Counter, unit: null, "Errors.");
        text.Value([new("error", "no-healthy-upstream")], 3, Found);

        Assert.Equal(
            "# TYPE errors_total counter\n# HELP errors_total Errors.\nerrors_total{error=\"no-healthy-upstream\"} 3.0\n",
            Of(text));
    }

    [Fact]
    public void Counter_WrittenForOpenMetrics_HasExemplarAndEnd()
    {
        var text = new PrometheusText(ScrapeForm.OpenMetrics);
        text.Begin("errors", FamilyKind.Counter, unit: null, "Errors.");
        text.Value([], 3, Found);

        Assert.Equal(
            "# TYPE errors counter\n# HELP errors Errors.\n"
                + "errors_total 3.0 # {trace_id=\"aa\",span_id=\"bb\"} 0.25 1.500\n# EOF\n",
            Of(text));
    }

    [Fact]
    public void Histogram_Written_HasBucketsSumAndCount()
    {
        var text = new PrometheusText(ScrapeForm.OpenMetrics);
        text.Begin("took_seconds", FamilyKind.Histogram, "seconds", description: null);
        text.Bucket([new("environment", "dev")], 1, 2, exemplar: null);
        text.Bucket([new("environment", "dev")], double.PositiveInfinity, 3, Found);
        text.Totals([new("environment", "dev")], 12.5, 3);

        Assert.Equal(
            "# TYPE took_seconds histogram\n# UNIT took_seconds seconds\n# HELP took_seconds took seconds\n"
                + "took_seconds_bucket{environment=\"dev\",le=\"1.0\"} 2\n"
                + "took_seconds_bucket{environment=\"dev\",le=\"+Inf\"} 3 # {trace_id=\"aa\",span_id=\"bb\"} 0.25 1.500\n"
                + "took_seconds_sum{environment=\"dev\"} 12.5\ntook_seconds_count{environment=\"dev\"} 3\n# EOF\n",
            Of(text));
    }

    [Theory]
    [InlineData("plain", "plain")]
    [InlineData("a\"b", "a\\\"b")]
    [InlineData("a\\b", "a\\\\b")]
    [InlineData("a\nb", "a\\nb")]
    [InlineData(null, "")]
    public void LabelValue_Written_CannotEndItsQuotes(string? value, string expected)
    {
        var text = new PrometheusText(ScrapeForm.Prometheus);
        text.Begin("g", FamilyKind.Gauge, unit: null, "G.");
        text.Value([new("gateway.thing", value)], 0.5);

        Assert.EndsWith($"g{{gateway_thing=\"{expected}\"}} 0.5\n", Of(text), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(double.NaN, "NaN")]
    [InlineData(double.PositiveInfinity, "+Inf")]
    [InlineData(double.NegativeInfinity, "-Inf")]
    [InlineData(1e21, "1E+21")]
    [InlineData(-2, "-2")]
    public void Number_Written_IsOneThatPrometheusReads(double value, string expected)
    {
        var text = new PrometheusText(ScrapeForm.Prometheus);
        text.Begin("g", FamilyKind.Gauge, unit: null, "G.");
        text.Value([], value);

        Assert.EndsWith($"g {expected}\n", Of(text), StringComparison.Ordinal);
    }

    private static string Of(PrometheusText text) => Encoding.UTF8.GetString(text.ToBytes());
}
