using System.Globalization;

namespace Gateway.HttpCache.Policy.Grammar;

/// <summary>
/// Dates of HTTP (RFC 9110 §5.6.7) in the three formats that a recipient must accept. Letter case does not matter to a cache
/// (RFC 9111 §4.2); everything else is taken strictly, because a bad date has to count as one in the past.
/// </summary>
public static class HttpDate
{
    private const string Zone = "GMT";
    private const int FixdateLength = 29;
    private const int AsctimeLength = 24;

    private static readonly string[] Months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
    private static readonly string[] Days = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"];

    private static readonly string[] LongDays =
        ["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"];

    /// <summary>Writes a date as IMF-fixdate, the one format that a sender may generate.</summary>
    /// <param name="date">The date; fractions of a second are dropped.</param>
    public static string Format(DateTimeOffset date) => date.UtcDateTime.ToString("r", CultureInfo.InvariantCulture);

    /// <summary>Reads a date.</summary>
    /// <param name="value">The field value.</param>
    /// <param name="now">Decides the century of a two-digit year: never more than 50 years in the future.</param>
    /// <param name="date">The date, in UTC.</param>
    /// <returns>False when the value is in none of the three formats.</returns>
    public static bool TryParse(ReadOnlySpan<char> value, DateTimeOffset now, out DateTimeOffset date)
    {
        var comma = value.IndexOf(',');
        if (comma < 0)
        {
            return TryAsctime(value, out date);
        }

        return comma == 3 ? TryFixdate(value, out date) : TryRfc850(value, comma, now, out date);
    }

    // Sun, 06 Nov 1994 08:49:37 GMT
    private static bool TryFixdate(ReadOnlySpan<char> value, out DateTimeOffset date)
    {
        date = default;
        return value.Length == FixdateLength
            && IndexOf(Days, value[..3]) >= 0
            && value[4] == ' ' && value[7] == ' ' && value[11] == ' ' && value[16] == ' ' && value[25] == ' '
            && IsZone(value[26..])
            && TryNumber(value[5..7], out var day)
            && TryNumber(value[12..16], out var year)
            && TryBuild(year, IndexOf(Months, value[8..11]) + 1, day, value[17..25], out date);
    }

    // Sunday, 06-Nov-94 08:49:37 GMT
    private static bool TryRfc850(ReadOnlySpan<char> value, int comma, DateTimeOffset now, out DateTimeOffset date)
    {
        date = default;
        var rest = value[(comma + 1)..];
        if (IndexOf(LongDays, value[..comma]) < 0
            || rest.Length != 23
            || rest[0] != ' ' || rest[3] != '-' || rest[7] != '-' || rest[10] != ' ' || rest[19] != ' '
            || !IsZone(rest[20..])
            || !TryNumber(rest[1..3], out var day)
            || !TryNumber(rest[8..10], out var shortYear))
        {
            return false;
        }

        var latest = now.UtcDateTime.Year + 50;
        var year = (latest / 100 * 100) + shortYear;
        var month = IndexOf(Months, rest[4..7]) + 1;
        if (!TryBuild(year, month, day, rest[11..19], out date))
        {
            // 29 February may exist in the century before only.
            return TryBuild(year - 100, month, day, rest[11..19], out date);
        }

        return date <= now.AddYears(50) || TryBuild(year - 100, month, day, rest[11..19], out date);
    }

    // Sun Nov  6 08:49:37 1994
    private static bool TryAsctime(ReadOnlySpan<char> value, out DateTimeOffset date)
    {
        date = default;
        if (value.Length != AsctimeLength
            || IndexOf(Days, value[..3]) < 0
            || value[3] != ' ' || value[7] != ' ' || value[10] != ' ' || value[19] != ' ')
        {
            return false;
        }

        var dayText = value[8] == ' ' ? value[9..10] : value[8..10];
        return TryNumber(dayText, out var day)
            && TryNumber(value[20..], out var year)
            && TryBuild(year, IndexOf(Months, value[4..7]) + 1, day, value[11..19], out date);
    }

    private static bool TryBuild(int year, int month, int day, ReadOnlySpan<char> time, out DateTimeOffset date)
    {
        date = default;
        if (time[2] != ':' || time[5] != ':'
            || !TryNumber(time[..2], out var hour)
            || !TryNumber(time[3..5], out var minute)
            || !TryNumber(time[6..], out var second)
            || year is < 1 or > 9999 || month < 1 || hour > 23 || minute > 59 || second > 60
            || day < 1 || day > DateTime.DaysInMonth(year, month))
        {
            return false;
        }

        // A leap second has no place in .NET's time: the nearest time equal to or earlier (RFC 9111 §4.2).
        date = new DateTimeOffset(year, month, day, hour, minute, Math.Min(second, 59), TimeSpan.Zero);
        return true;
    }

    private static bool IsZone(ReadOnlySpan<char> value) => value.Equals(Zone, StringComparison.OrdinalIgnoreCase);

    private static int IndexOf(string[] names, ReadOnlySpan<char> value)
    {
        for (var index = 0; index < names.Length; index++)
        {
            if (value.Equals(names[index], StringComparison.OrdinalIgnoreCase))
            {
                return index;
            }
        }

        return -1;
    }

    private static bool TryNumber(ReadOnlySpan<char> digits, out int number)
    {
        number = 0;
        foreach (var digit in digits)
        {
            if (!char.IsAsciiDigit(digit))
            {
                return false;
            }

            number = (number * 10) + (digit - '0');
        }

        return digits.Length > 0;
    }
}
