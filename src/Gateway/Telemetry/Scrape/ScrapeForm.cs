using Microsoft.Net.Http.Headers;

namespace Gateway.Telemetry.Scrape;

/// <summary>The two written forms of metrics. Closed.</summary>
internal enum ScrapeForm
{
    /// <summary>Prometheus' text format 0.0.4: what every scraper and a person with curl reads.</summary>
    Prometheus,

    /// <summary>OpenMetrics 1.0: the same with exemplars.</summary>
    OpenMetrics,
}

/// <summary>Which form a scraper is given.</summary>
internal static class ScrapeForms
{
    private const string OpenMetricsType = "application/openmetrics-text";

    /// <summary>Chooses by the field Accept (RFC 9110 §12.5.1): OpenMetrics where it is named and not liked less than text.</summary>
    public static ScrapeForm Choose(IList<string> accept)
    {
        if (!MediaTypeHeaderValue.TryParseList(accept, out var ranges))
        {
            return ScrapeForm.Prometheus;
        }

        var openMetrics = Best(ranges.Where(range => range.MediaType.Equals(OpenMetricsType, StringComparison.OrdinalIgnoreCase)));
        var text = Best(ranges.Where(range => range.MediaType.Equals("text/plain", StringComparison.OrdinalIgnoreCase)));
        return openMetrics > 0 && openMetrics >= text ? ScrapeForm.OpenMetrics : ScrapeForm.Prometheus;

        static double Best(IEnumerable<MediaTypeHeaderValue> found) => found.Select(range => range.Quality ?? 1).DefaultIfEmpty(0).Max();
    }

    /// <summary>The field Content-Type of a form.</summary>
    public static string ContentTypeOf(ScrapeForm form) => form == ScrapeForm.OpenMetrics
        ? $"{OpenMetricsType}; version=1.0.0; charset=utf-8"
        : "text/plain; version=0.0.4; charset=utf-8";
}
