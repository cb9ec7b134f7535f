using System.Collections.Immutable;
using System.Globalization;
using System.Text.RegularExpressions;
using Gateway.HttpCache;
using Gateway.HttpCache.Policy;
using Gateway.HttpCache.Policy.Grammar;

namespace Gateway.Tests.HttpCache.Policy;

/// <summary>
/// Messages written as one line of test data: parts between " | ", the first a method or a status if it is no field.
/// <c>{-60}</c> stands for the HTTP-date 60 seconds before <see cref="Now"/>.
/// </summary>
internal static partial class Given
{
    internal static readonly DateTimeOffset Now = new(2026, 1, 5, 12, 0, 0, TimeSpan.Zero);

    internal static readonly CacheKey Key = new("prod", "npm", "https://modules.example.com", "/npm/left-pad", []);

    internal static FieldList Fields(string text) => new(
        [.. Parts(text).Where(static part => part.Contains(':', StringComparison.Ordinal)).Select(ToField)]);

    internal static CacheRequest Request(string text) => CacheRequest.Of(First(text, "GET"), Fields(text));

    /// <summary>A response with a Date of the moment of its reception, unless the text says "Date: none" or has its own.</summary>
    internal static ResponseHead Response(string text, double delay = 0, DateTimeOffset? at = null)
    {
        var received = at ?? Now;
        var fields = Fields(text).Where(static field => field is not { Name: "Date", Value: "none" }).ToImmutableArray();
        var complete = text.Contains("Date:", StringComparison.Ordinal) && !text.Contains("X-Date:", StringComparison.Ordinal)
            ? fields
            : fields.Insert(0, new Field("Date", HttpDate.Format(received)));
        var status = int.Parse(First(text, "200"), CultureInfo.InvariantCulture);
        return new ResponseHead(status, new FieldList(complete), received.AddSeconds(-delay), received);
    }

    internal static StoredResponse Stored(string response, string request = "", long length = 100, DateTimeOffset? at = null, ulong id = 1)
    {
        var head = Response(response, at: at);
        var names = Selection.NamesOf(head.Fields) ?? [];
        return new StoredResponse(new EntryId(id), Key, head, Selection.FieldsOf(names, Fields(request)), [], length, MarkedStale: false);
    }

    internal static DateTimeOffset After(double seconds) => Now.AddSeconds(seconds);

    /// <summary>A field list as test data is written, in the order of the names.</summary>
    internal static string Text(FieldList fields) =>
        string.Join(" | ", fields
            .Where(static field => !string.Equals(field.Name, "Date", StringComparison.Ordinal))
            .OrderBy(static field => field.Name, StringComparer.Ordinal)
            .Select(static field => $"{field.Name}: {field.Value}"));

    private static string[] Parts(string text) =>
        DateMark().Replace(text, static mark => HttpDate.Format(After(Seconds(mark)))).Split(" | ", StringSplitOptions.RemoveEmptyEntries);

    private static int Seconds(Match mark) =>
        int.Parse(mark.Groups["seconds"].ValueSpan, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);

    private static string First(string text, string fallback)
    {
        var first = Parts(text).FirstOrDefault() ?? "";
        return first.Length == 0 || first.Contains(':', StringComparison.Ordinal) ? fallback : first;
    }

    private static Field ToField(string part)
    {
        var colon = part.IndexOf(':', StringComparison.Ordinal);
        return new Field(part[..colon], part[(colon + 1)..].Trim(' '));
    }

    [GeneratedRegex(@"\{(?<seconds>[+-]?\d+)\}", RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex DateMark();
}
