using System.Globalization;
using System.Text.RegularExpressions;

namespace Gateway.Benchmarks.Load;

/// <summary>Reads what <c>wrk --latency</c> prints.</summary>
internal static partial class WrkOutput
{
    private static readonly string[] ErrorKinds = ["connect", "read", "write", "timeout"];

    /// <summary>Takes the figures out of the text.</summary>
    /// <exception cref="FormatException">A figure is missing, so this is no complete run of wrk.</exception>
    public static LoadSample Parse(string text)
    {
        var errors = SocketErrors().Match(text);
        var failed = FailedAnswers().Match(text);
        return new LoadSample(
            long.Parse(Figure(Requests().Match(text), "requests in"), CultureInfo.InvariantCulture),
            double.Parse(Figure(RequestsPerSecond().Match(text), "Requests/sec"), CultureInfo.InvariantCulture),
            Duration(Figure(MedianLatency().Match(text), "50 % latency")),
            Duration(Figure(HighLatency().Match(text), "99 % latency")),
            errors.Success ? ErrorKinds.Sum(kind => Count(errors, kind)) : 0,
            failed.Success ? Count(failed, "figure") : 0);
    }

    /// <summary>Reads a duration as wrk writes it: <c>635.91us</c>, <c>1.04ms</c>, <c>2.50s</c>, <c>1.10m</c>.</summary>
    /// <exception cref="FormatException">It has another form.</exception>
    public static TimeSpan Duration(string text)
    {
        var digits = text.AsSpan().TrimEnd("abcdefghijklmnopqrstuvwxyz");
        var value = double.Parse(digits, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture);
        return text[digits.Length..] switch
        {
            "us" => TimeSpan.FromMicroseconds(value),
            "ms" => TimeSpan.FromMilliseconds(value),
            "s" => TimeSpan.FromSeconds(value),
            "m" => TimeSpan.FromMinutes(value),
            "h" => TimeSpan.FromHours(value),
            _ => throw new FormatException($"'{text}' is not a duration of wrk, such as 635.91us or 1.04ms."),
        };
    }

    private static long Count(Match match, string group) => long.Parse(match.Groups[group].ValueSpan, CultureInfo.InvariantCulture);

    private static string Figure(Match match, string name) =>
        match.Success ? match.Groups["figure"].Value : throw new FormatException(
            $"The output of wrk has no '{name}'; was it run with --latency and not cut off?");

    [GeneratedRegex(@"^\s+(?<figure>\d+) requests in ", RegexOptions.Multiline | RegexOptions.NonBacktracking)]
    private static partial Regex Requests();

    [GeneratedRegex(@"^Requests/sec:\s+(?<figure>[\d.]+)", RegexOptions.Multiline | RegexOptions.NonBacktracking)]
    private static partial Regex RequestsPerSecond();

    [GeneratedRegex(@"^\s+50%\s+(?<figure>\S+)", RegexOptions.Multiline | RegexOptions.NonBacktracking)]
    private static partial Regex MedianLatency();

    [GeneratedRegex(@"^\s+99%\s+(?<figure>\S+)", RegexOptions.Multiline | RegexOptions.NonBacktracking)]
    private static partial Regex HighLatency();

    [GeneratedRegex(
        @"Socket errors: connect (?<connect>\d+), read (?<read>\d+), write (?<write>\d+), timeout (?<timeout>\d+)",
        RegexOptions.NonBacktracking)]
    private static partial Regex SocketErrors();

    [GeneratedRegex(@"Non-2xx or 3xx responses: (?<figure>\d+)", RegexOptions.NonBacktracking)]
    private static partial Regex FailedAnswers();
}
