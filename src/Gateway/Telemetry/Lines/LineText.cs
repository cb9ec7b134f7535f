using System.Diagnostics;
using System.Globalization;

namespace Gateway.Telemetry.Lines;

/// <summary>What both forms of a line have in common.</summary>
internal static class LineText
{
    /// <summary>The name of a line's own value that is the trace id; the access line has it, so that every formatter shows it.</summary>
    public const string TraceId = "TraceId";

    /// <summary>The trace that a line written now belongs to, or null: also where no span carries it.</summary>
    public static string? CurrentTrace => RequestLogLevel.Current?.TraceId ?? Activity.Current?.TraceId.ToHexString();

    /// <summary>The sentence with every control character spelled out: a client cannot begin a line of its own.</summary>
    public static string OneLine(string message) => message.Any(char.IsControl)
        ? string.Concat(message.Select(letter => char.IsControl(letter)
            ? string.Create(CultureInfo.InvariantCulture, $"\\u{(int)letter:x4}")
            : letter.ToString()))
        : message;

    /// <summary>Whether the line has its trace id among its own values.</summary>
    public static bool NamesTrace<TState>(TState state) =>
        state is IReadOnlyList<KeyValuePair<string, object?>> values && values.Any(value => value.Key == TraceId);
}
