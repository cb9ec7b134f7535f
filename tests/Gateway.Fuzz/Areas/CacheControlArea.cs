using System.Globalization;
using Gateway.HttpCache;
using Gateway.HttpCache.Policy;

namespace Gateway.Fuzz.Areas;

/// <summary>Cache-Control: what is read, written down and read again is the same, and what plainly forbids is never missed.</summary>
internal sealed class CacheControlArea : IFuzzArea
{
    private static readonly (string Name, ResponseFlags Flag)[] Flags =
    [
        ("no-store", ResponseFlags.NoStore), ("no-cache", ResponseFlags.NoCache), ("private", ResponseFlags.Private),
        ("public", ResponseFlags.Public), ("must-revalidate", ResponseFlags.MustRevalidate),
        ("proxy-revalidate", ResponseFlags.ProxyRevalidate), ("must-understand", ResponseFlags.MustUnderstand),
        ("no-transform", ResponseFlags.NoTransform), ("immutable", ResponseFlags.Immutable),
    ];

    public string Name => "cache-control";

    public IReadOnlyList<string> Seeds { get; } =
    [
        "max-age=60", "no-store", "private=\"Set-Cookie\", max-age=60", "s-maxage=10, stale-while-revalidate=5, stale-if-error=\"9\"",
        "max-age=\"60\"", "max-age=-1", "max-age=60.5", "public, immutable", "no-cache=\"a, b\"", ",,no-store,,", "No-Store",
        "max-age = 60",
        "max-stale, min-fresh=3, only-if-cached", "x=\"no-store", "x=\"a\\\"b, no-store\"", "max-age=99999999999999999999",
    ];

    public IReadOnlyList<string> Pieces { get; } =
    [
        ",", "=", "\"", "\\", " ", "\t", "no-store", "no-cache", "private", "public", "max-age=", "s-maxage=", "must-understand",
        "immutable",
        "stale-if-error=", "60", "-", "+", ".", "0x", "Set-Cookie", ";", "\0", "2147483648",
    ];

    public ValueTask<FuzzOutcome> TryAsync(string input)
    {
        var fields = FieldList.Of(("Cache-Control", input));
        var read = ResponseDirectives.Read(fields);
        var request = RequestDirectives.Read(fields);
        var again = ResponseDirectives.Read(FieldList.Of(("Cache-Control", Write(read))));
        var finding = !AreEqual(read, again) ? $"written as {Write(read)} it means something else" : PlainFault(input, read, request);
        return new(new FuzzOutcome($"{read.Flags} {read.MaxAge.Present}{read.MaxAge.Seconds is null} {read.SharedMaxAge.Present} "
            + $"{read.WithheldFields.Length} {request.OnlyIfCached} {request.MaxStale is null} {read.StaleIfError is null}", finding));
    }

    private static bool IsOfToken(char character) => char.IsAsciiLetterOrDigit(character) || "!#$%&'*+-.^_`|~".Contains(character);

    private static bool AreEqual(ResponseDirectives one, ResponseDirectives other) =>
        one.WithheldFields.SequenceEqual(other.WithheldFields) && one with { WithheldFields = other.WithheldFields } == other;

    private static string Write(ResponseDirectives read)
    {
        var members = Flags.Where(flag => read.Has(flag.Flag)).Select(flag => flag.Name).ToList();
        Add("max-age", read.MaxAge.Present, read.MaxAge.Seconds);
        Add("s-maxage", read.SharedMaxAge.Present, read.SharedMaxAge.Seconds);
        Add("stale-while-revalidate", read.StaleWhileRevalidate is not null, read.StaleWhileRevalidate);
        Add("stale-if-error", read.StaleIfError is not null, read.StaleIfError);
        if (!read.WithheldFields.IsEmpty)
        {
            members.Add($"private=\"{string.Join(", ", read.WithheldFields)}\"");
        }

        return string.Join(", ", members);

        void Add(string name, bool present, long? seconds)
        {
            if (present)
            {
                members.Add($"{name}={seconds?.ToString(CultureInfo.InvariantCulture) ?? "invalid"}");
            }
        }
    }

    /// <summary>Without quotes a list is plain: its members stand between commas, and nobody can read them in two ways.</summary>
    private static string? PlainFault(string input, ResponseDirectives read, RequestDirectives request)
    {
        if (input.Contains('"', StringComparison.Ordinal))
        {
            return null;
        }

        var members = input.Split(',').Select(member => member.Trim(' ', '\t').ToLowerInvariant()).ToList();
        var missed = Flags.FirstOrDefault(flag => members.Contains(flag.Name) && !read.Has(flag.Flag));
        if (missed.Name is not null)
        {
            return $"{missed.Name} was missed";
        }

        if (members.Contains("no-store") && !request.NoStore)
        {
            return "the request's no-store was missed";
        }

        // What begins with the name and goes on with no token is a max-age, too, if one that says nothing: the first one counts.
        var ages = members.Where(member => member.StartsWith("max-age", StringComparison.Ordinal)
            && (member.Length == "max-age".Length || !IsOfToken(member["max-age".Length]))).ToList();
        return ages is [var age, ..] && age["max-age".Length..] is ['=', .. var digits] && digits.Length is > 0 and < 10
            && digits.All(char.IsAsciiDigit) && read.MaxAge.Seconds != long.Parse(digits, CultureInfo.InvariantCulture)
                ? $"{age} was read as {read.MaxAge.Seconds}"
                : null;
    }
}
