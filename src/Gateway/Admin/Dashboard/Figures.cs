using System.Globalization;

namespace Gateway.Admin.Dashboard;

/// <summary>Figures as a person reads them at a glance.</summary>
internal static class Figures
{
    /// <summary>What stands where there is nothing to show.</summary>
    public const string None = "–";

    private static readonly (double From, string Unit)[] Counts = [(1e9, "G"), (1e6, "M"), (1e3, "k")];

    private static readonly (double From, string Unit)[] Sizes =
        [(1L << 40, "TiB"), (1L << 30, "GiB"), (1L << 20, "MiB"), (1L << 10, "KiB")];

    /// <summary>A number of things: 950, 12.3k, 4M.</summary>
    public static string Count(double value) => Scaled(value, Counts, "", separator: "");

    /// <summary>A number of bytes.</summary>
    public static string Bytes(double value) => Scaled(value, Sizes, "B", separator: " ");

    /// <summary>A duration in milliseconds, or in seconds from one on.</summary>
    public static string Milliseconds(double? value) => value switch
    {
        null => None,
        >= 1000 => Text(value.Value / 1000) + " s",
        _ => Text(value.Value) + " ms",
    };

    /// <summary>A share of 1.</summary>
    public static string Percent(double? value) => value is { } share ? Text(share * 100) + " %" : None;

    /// <summary>How long ago, in the largest unit that fits.</summary>
    public static string Ago(TimeSpan span) => span switch
    {
        { TotalSeconds: < 60 } => $"{(int)Math.Max(0, span.TotalSeconds)} s",
        { TotalMinutes: < 60 } => $"{(int)span.TotalMinutes} min",
        { TotalHours: < 48 } => $"{(int)span.TotalHours} h",
        _ => $"{(int)span.TotalDays} days",
    };

    private static string Scaled(double value, (double From, string Unit)[] units, string small, string separator)
    {
        foreach (var (from, unit) in units)
        {
            if (value >= from)
            {
                return Text(value / from) + separator + unit;
            }
        }

        return Text(value) + (small.Length == 0 ? "" : separator + small);
    }

    /// <summary>Three digits are enough for an eye.</summary>
    private static string Text(double value) => value switch
    {
        >= 100 => value.ToString("0", CultureInfo.InvariantCulture),
        >= 10 => value.ToString("0.#", CultureInfo.InvariantCulture),
        _ => value.ToString("0.##", CultureInfo.InvariantCulture),
    };
}
