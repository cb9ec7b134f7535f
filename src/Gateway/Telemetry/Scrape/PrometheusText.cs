using System.Globalization;
using System.Text;

namespace Gateway.Telemetry.Scrape;

/// <summary>A label of a sample.</summary>
/// <param name="Name">The name of the attribute, not yet in Prometheus' spelling.</param>
/// <param name="Value">The value.</param>
internal readonly record struct Label(string Name, object? Value);

/// <summary>A measurement that a sample points to.</summary>
/// <param name="TraceId">Its trace.</param>
/// <param name="SpanId">Its span.</param>
/// <param name="Value">What was measured.</param>
/// <param name="Time">When.</param>
internal readonly record struct SampleExemplar(string TraceId, string SpanId, double Value, DateTimeOffset Time);

/// <summary>Writes metrics in one of the two forms. Families must come one after the other, each once.</summary>
internal sealed class PrometheusText(ScrapeForm form)
{
    private readonly StringBuilder _text = new();
    private string _family = "";
    private FamilyKind _kind;

    /// <summary>Begins a family.</summary>
    /// <param name="family">Its name (<see cref="PrometheusName.OfFamily"/>).</param>
    /// <param name="kind">Its kind.</param>
    /// <param name="unit">The word for its unit, or null.</param>
    /// <param name="description">What it says, or null.</param>
    public void Begin(string family, FamilyKind kind, string? unit, string? description)
    {
        (_family, _kind) = (family, kind);

        // OpenMetrics names the family of a counter without the suffix of its samples; the older format knows samples only.
        var named = kind == FamilyKind.Counter && form == ScrapeForm.Prometheus ? $"{family}_total" : family;
        _text.Append("# TYPE ").Append(named).Append(' ').Append(WordOf(kind)).Append('\n');
        if (form == ScrapeForm.OpenMetrics && unit is not null && family.EndsWith($"_{unit}", StringComparison.Ordinal))
        {
            _text.Append("# UNIT ").Append(named).Append(' ').Append(unit).Append('\n');
        }

        _text.Append("# HELP ").Append(named).Append(' ');
        Escape(string.IsNullOrEmpty(description) ? family.Replace('_', ' ') : description, quotes: form == ScrapeForm.OpenMetrics);
        _text.Append('\n');
    }

    /// <summary>Writes the only sample of a counter or a gauge with these labels.</summary>
    public void Value(IReadOnlyList<Label> labels, double value, SampleExemplar? exemplar = null)
    {
        Head(_kind == FamilyKind.Counter ? "_total" : "", labels, bound: null);
        Number(value);
        End(exemplar);
    }

    /// <summary>Writes one bucket of a histogram.</summary>
    /// <param name="labels">The labels.</param>
    /// <param name="bound">Its upper bound, inclusive.</param>
    /// <param name="count">How many measurements lie at or below the bound.</param>
    /// <param name="exemplar">One of them, or null.</param>
    public void Bucket(IReadOnlyList<Label> labels, double bound, long count, SampleExemplar? exemplar)
    {
        Head("_bucket", labels, bound);
        _text.Append(CultureInfo.InvariantCulture, $"{count}");
        End(exemplar);
    }

    /// <summary>Writes the sums that end the buckets of a histogram.</summary>
    public void Totals(IReadOnlyList<Label> labels, double sum, long count)
    {
        Head("_sum", labels, bound: null);
        Number(sum);
        End(exemplar: null);
        Head("_count", labels, bound: null);
        _text.Append(CultureInfo.InvariantCulture, $"{count}");
        End(exemplar: null);
    }

    /// <summary>The whole.</summary>
    public byte[] ToBytes()
    {
        if (form == ScrapeForm.OpenMetrics)
        {
            _text.Append("# EOF\n");
        }

        return Encoding.UTF8.GetBytes(_text.ToString());
    }

    private static string WordOf(FamilyKind kind) => kind switch
    {
        FamilyKind.Counter => "counter",
        FamilyKind.Gauge => "gauge",
        _ => "histogram",
    };

    private void Head(string suffix, IReadOnlyList<Label> labels, double? bound)
    {
        _text.Append(_family).Append(suffix);
        var separator = '{';
        foreach (var label in labels)
        {
            _text.Append(separator).Append(PrometheusName.OfLabel(label.Name)).Append("=\"");
            Escape(Convert.ToString(label.Value, CultureInfo.InvariantCulture) ?? "", quotes: true);
            _text.Append('"');
            separator = ',';
        }

        if (bound is { } upper)
        {
            // Both forms spell a bound alike, with a point: otherwise a change of the form would begin new series.
            _text.Append(separator).Append("le=\"");
            Number(upper);
            _text.Append('"');
            separator = ',';
        }

        _text.Append(separator == ',' ? "} " : " ");
    }

    private void End(SampleExemplar? exemplar)
    {
        if (form == ScrapeForm.OpenMetrics && exemplar is { } found)
        {
            _text.Append(CultureInfo.InvariantCulture, $" # {{trace_id=\"{found.TraceId}\",span_id=\"{found.SpanId}\"}} ");
            Number(found.Value);
            _text.Append(CultureInfo.InvariantCulture, $" {found.Time.ToUnixTimeMilliseconds() / 1000.0:F3}");
        }

        _text.Append('\n');
    }

    private void Number(double value)
    {
        var text = value switch
        {
            double.PositiveInfinity => "+Inf",
            double.NegativeInfinity => "-Inf",
            _ => value.ToString("R", CultureInfo.InvariantCulture),
        };
        _text.Append(text);
        if (double.IsFinite(value) && text.All(char.IsAsciiDigit))
        {
            _text.Append(".0");
        }
    }

    private void Escape(string text, bool quotes)
    {
        foreach (var letter in text)
        {
            _ = letter switch
            {
                '\\' => _text.Append("\\\\"),
                '\n' => _text.Append("\\n"),
                '"' when quotes => _text.Append("\\\""),
                _ => _text.Append(letter),
            };
        }
    }
}
