using System.Collections.Frozen;
using System.Text;

namespace Gateway.Telemetry.Scrape;

/// <summary>
/// The name of an OpenTelemetry instrument as Prometheus users expect it: the rules of OpenTelemetry's specification
/// "Prometheus and OpenMetrics Compatibility", which collectors follow too, so that one query fits both ways of collecting.
/// </summary>
internal static class PrometheusName
{
    private static readonly FrozenDictionary<string, string> Units = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["s"] = "seconds",
        ["ms"] = "milliseconds",
        ["us"] = "microseconds",
        ["ns"] = "nanoseconds",
        ["min"] = "minutes",
        ["h"] = "hours",
        ["d"] = "days",
        ["By"] = "bytes",
        ["%"] = "percent",
        ["Cel"] = "celsius",
    }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>The name of a metric family, without the suffix that a counter's samples carry.</summary>
    /// <param name="instrument">The instrument's name, such as <c>gateway.cache.size</c>.</param>
    /// <param name="unit">Its unit by UCUM, or null; an annotation such as <c>{request}</c> says nothing about a unit.</param>
    /// <param name="kind">What kind of family it is.</param>
    public static string OfFamily(string instrument, string? unit, FamilyKind kind)
    {
        var name = Sanitize(instrument);
        if (UnitOf(unit, kind) is { } word && !name.Contains(word, StringComparison.Ordinal))
        {
            name = $"{name}_{word}";
        }

        return kind == FamilyKind.Counter && name.EndsWith("_total", StringComparison.Ordinal) ? name[..^"_total".Length] : name;
    }

    /// <summary>The word for a unit, or null when there is none to show.</summary>
    public static string? UnitOf(string? unit, FamilyKind kind) => unit switch
    {
        null or "" => null,
        "1" => kind == FamilyKind.Gauge ? "ratio" : null,
        _ => Units.GetValueOrDefault(unit),
    };

    /// <summary>The name of a label.</summary>
    public static string OfLabel(string attribute) => Sanitize(attribute);

    /// <summary>Every character that Prometheus does not take becomes an underscore, and a run of them one.</summary>
    private static string Sanitize(string text)
    {
        var name = new StringBuilder(text.Length + 1);
        foreach (var letter in text)
        {
            if (char.IsAsciiLetterOrDigit(letter))
            {
                if (name.Length == 0 && char.IsAsciiDigit(letter))
                {
                    name.Append('_');
                }

                name.Append(letter);
            }
            else if (name.Length == 0 || name[^1] != '_')
            {
                name.Append('_');
            }
        }

        return name.ToString();
    }
}

/// <summary>The kinds of families that the gateway has. Closed.</summary>
internal enum FamilyKind
{
    /// <summary>Goes up only.</summary>
    Counter,

    /// <summary>Goes up and down.</summary>
    Gauge,

    /// <summary>Counts by size.</summary>
    Histogram,
}
