using System.Globalization;
using System.Numerics;

namespace Gateway.Configuration.Form;

/// <summary>How a single value of one type is written.</summary>
/// <param name="Expected">What a value must be, as the end of a sentence.</param>
/// <param name="Convert">Reads the written form; null when it is none.</param>
internal sealed record ScalarForm(string Expected, Func<string, object?> Convert)
{
    private static readonly CultureInfo Invariant = CultureInfo.InvariantCulture;

    private static readonly Dictionary<Type, ScalarForm> Known = new()
    {
        [typeof(string)] = new("a text", text => text),
        [typeof(bool)] = new("true or false", text => bool.TryParse(text, out var value) ? value : null),
        [typeof(int)] = new("a whole number", Parsed<int>(NumberStyles.AllowLeadingSign)),
        [typeof(long)] = new("a whole number", Parsed<long>(NumberStyles.AllowLeadingSign)),
        [typeof(double)] = new("a number such as 0.25", Parsed<double>(NumberStyles.Float)),
        [typeof(TimeSpan)] = new(
            "a duration: hours:minutes:seconds such as 00:00:30, hours up to 23, with days as 1.00:00:00 (a bare number would mean days)",
            text => Duration(text)),
        [typeof(DateTimeOffset)] = new(
            "a date such as 2027-01-31 (its first moment, in UTC) or a moment such as 2027-01-31T18:00:00Z",
            text => DateTimeOffset.TryParse(text, Invariant, DateTimeStyles.AssumeUniversal, out var value) ? value : null),
        [typeof(ByteSize)] = new(
            "a size: a whole number and a unit, such as 64KiB, 256MiB or 10GiB",
            text => ByteSize.TryParse(text, out var value) ? value : null),
        [typeof(Uri)] = new("an absolute URL", text => Uri.TryCreate(text, UriKind.Absolute, out var value) ? value : null),
        [typeof(Version)] = new(
            "an HTTP version such as 1.1 or 2",
            text => Version.TryParse(text.Contains('.') ? text : text + ".0", out var value) ? value : null),
    };

    /// <summary>The form of a type; null when values of the type are not single ones.</summary>
    public static ScalarForm? Of(Type type) =>
        Known.GetValueOrDefault(type) ?? (type.IsEnum ? OfWords(type) : null);

    private static ScalarForm OfWords(Type type)
    {
        var current = Enum.GetNames(type).Where(name => !type.GetField(name)!.IsDefined(typeof(ObsoleteAttribute), inherit: false));
        // Numbers are refused: Enum.TryParse would take any, also one that no word stands for.
        return new ScalarForm(
            "one of " + string.Join(", ", current),
            text => Enum.GetNames(type).Contains(text, StringComparer.OrdinalIgnoreCase) ? Enum.Parse(type, text, ignoreCase: true) : null);
    }

    private static Func<string, object?> Parsed<T>(NumberStyles style)
        where T : struct, INumber<T> =>
        text => T.TryParse(text, style, Invariant, out var value) && T.IsFinite(value) ? value : null;

    private static TimeSpan? Duration(string text) =>
        text.Contains(':') && !HoursAreDays(text) && TimeSpan.TryParse(text, Invariant, out var value) ? value : null;

    /// <summary>.NET reads the first of three numbers as days when it is no hour: 24:00:00 would be 24 days, which nobody means.</summary>
    private static bool HoursAreDays(string text)
    {
        var parts = text.Split(':');
        return parts.Length < 4 && int.TryParse(parts[0], NumberStyles.Integer, Invariant, out var hours) && Math.Abs((long)hours) > 23;
    }
}
