using System.Globalization;

namespace Gateway.Cli;

/// <summary>Figures as people read them.</summary>
internal static class ShownFigure
{
    private static readonly string[] Units = ["B", "KiB", "MiB", "GiB", "TiB"];

    /// <summary>A number of bytes with one decimal at most, such as <c>1.5MiB</c>.</summary>
    public static string Size(long bytes)
    {
        var (value, unit) = ((double)bytes, 0);
        while (value >= 1024 && unit < Units.Length - 1)
        {
            (value, unit) = (value / 1024, unit + 1);
        }

        return string.Create(CultureInfo.InvariantCulture, $"{value:0.#}{Units[unit]}");
    }

    /// <summary>A count, in groups of three digits.</summary>
    public static string Count(long count) => count.ToString("N0", CultureInfo.InvariantCulture);

    /// <summary>A number of seconds in its two largest units, such as <c>3d 4h</c>; negative with a minus in front.</summary>
    public static string Seconds(long seconds)
    {
        var (sign, rest) = seconds < 0 ? ("-", -seconds) : ("", seconds);
        (long Amount, string Unit)[] parts =
            [(rest / 86_400, "d"), (rest / 3600 % 24, "h"), (rest / 60 % 60, "m"), (rest % 60, "s")];
        var first = Array.FindIndex(parts, part => part.Amount > 0);
        return first < 0
            ? "0s"
            : sign + string.Join(' ', parts.Skip(first).Take(2).Where(part => part.Amount > 0).Select(part =>
                string.Create(CultureInfo.InvariantCulture, $"{part.Amount}{part.Unit}")));
    }
}
