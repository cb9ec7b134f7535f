using System.Globalization;
using System.Text;
using System.Xml.Linq;

namespace Gateway.IntegrationTests.Telemetry.Otlp;

/// <summary>Draws a trace as it arrived: its spans over time, each with what it tells.</summary>
internal static class TracePicture
{
    private const int Width = 1000;
    private const int Margin = 16;
    private const int BarsFrom = 560;
    private const int BarsTo = 900;
    private const int LineHeight = 17;
    private const int Indent = 18;
    private const double Nanoseconds = 1e6;

    /// <summary>Attributes that every trace has and that explain nothing here.</summary>
    private static readonly string[] Unsaid =
        ["url.scheme", "url.path", "network.", "server.port", "http.request.method", "user_agent", "http.route", "gateway.cache.key_hash"];

    private static readonly XNamespace Svg = "http://www.w3.org/2000/svg";

    /// <summary>Makes the picture.</summary>
    /// <param name="spans">The spans of one trace.</param>
    /// <param name="root">The parent of the outermost span.</param>
    public static string Draw(IReadOnlyList<OtlpSpan> spans, string root)
    {
        var rows = Rows(spans, root, depth: 0).ToList();
        var (from, to) = (rows.Min(row => row.Span.Start), rows.Max(row => row.Span.End));
        var drawing = new List<XElement>();
        var y = Margin;
        foreach (var (span, depth) in rows)
        {
            y = Row(drawing, span, depth, y, at => BarsFrom + ((BarsTo - BarsFrom) * (double)(at - from) / Math.Max(1, to - from)));
        }

        var picture = new XElement(Svg + "svg", Of("viewBox", $"0 0 {Width} {y}"), Of("role", "img"), Of("font-family", "sans-serif"));
        picture.Add(new XElement(Svg + "title", "A request to a stopped upstream: its spans over time, and what each tells"));
        picture.Add(new XElement(Svg + "rect", Of("width", Width), Of("height", y), Of("fill", "#ffffff")));
        picture.Add(drawing);
        return picture + "\n";
    }

    private static IEnumerable<(OtlpSpan Span, int Depth)> Rows(IReadOnlyList<OtlpSpan> spans, string parent, int depth) =>
        spans.Where(span => span.ParentSpanId == parent).OrderBy(span => span.Start)
            .SelectMany(span => Rows(spans, span.SpanId, depth + 1).Prepend((span, depth)));

    private static int Row(List<XElement> drawing, OtlpSpan span, int depth, int top, Func<ulong, double> at)
    {
        var left = Margin + (depth * Indent);
        var color = span.StatusCode == 2 ? "#c0292f" : "#2457c5";
        var y = top + LineHeight;
        drawing.Add(Text(left, y, 14, "#1b2330", span.Name, Of("font-weight", "bold")));
        var (x, end) = (at(span.Start), at(span.End));
        var width = Round(Math.Max(2, end - x));
        drawing.Add(new XElement(
            Svg + "rect", Of("x", Round(x)), Of("y", top + 5), Of("width", width), Of("height", 14), Of("rx", 2), Of("fill", color)));
        var duration = string.Create(CultureInfo.InvariantCulture, $"{(span.End - span.Start) / Nanoseconds:F1} ms");
        drawing.Add(Text(end + 6, y, 12, color, duration));
        foreach (var line in Lines(span))
        {
            y += LineHeight;
            drawing.Add(Text(left, y, 12, "#5b6675", line, Of("font-family", "monospace")));
        }

        return y + 12;
    }

    /// <summary>What the span tells, some attributes to a line.</summary>
    private static IEnumerable<string> Lines(OtlpSpan span)
    {
        var line = new StringBuilder();
        var told = span.Attributes.Where(attribute => !Unsaid.Any(word => attribute.Key.StartsWith(word, StringComparison.Ordinal)));
        foreach (var (name, value) in told.OrderBy(attribute => attribute.Key, StringComparer.Ordinal))
        {
            var next = $"{name}={value}";
            if (line.Length > 0 && line.Length + next.Length > 68)
            {
                yield return line.ToString();
                line.Clear();
            }

            line.Append(line.Length > 0 ? "  " : "").Append(next);
        }

        if (line.Length > 0)
        {
            yield return line.ToString();
        }
    }

    private static XElement Text(double x, double y, int size, string color, string text, params XAttribute[] more) =>
        new(Svg + "text", Of("x", Round(x)), Of("y", Round(y)), Of("font-size", size), Of("fill", color), more, text);

    private static string Round(double value) => Math.Round(value, 1).ToString(CultureInfo.InvariantCulture);

    private static XAttribute Of(string name, object value) => new(name, value);
}
