using System.Globalization;
using FsCheck.Fluent;
using Gateway.HttpCache;
using Gateway.HttpCache.Policy;
using Gateway.HttpCache.Policy.Grammar;
using Gateway.HttpCache.Policy.Ranges;
using Xunit;

namespace Gateway.Tests.HttpCache.Policy;

/// <summary>What holds of every parser: it never throws, and reads back what is well formed.</summary>
public class GrammarProperties
{
    private static readonly string[] ReadFields =
    [
        "Cache-Control", "CDN-Cache-Control", "Pragma", "Age", "Date", "Expires", "Last-Modified", "ETag", "Vary", "Content-Range",
        "Content-Length",
        "Connection", "Surrogate-Key", "Cache-Tag", "Range", "If-Range", "If-None-Match", "If-Modified-Since", "Location",
        "Content-Location",
    ];

    [Fact]
    public void AnyFieldValue_EveryDecision_DoesNotThrow() => Any.Check(
        Prop.ForAll(Any.FieldValue, Any.FieldValue, static (one, other) =>
        {
            var fields = new FieldList([.. ReadFields.SelectMany(name => new[] { new Field(name, one), new Field(name, other) })]);
            DecideEverything(fields);
            DecideEverything(new FieldList([.. ReadFields.Select(name => new Field(name, one))]));
            return true;
        }),
        cases: 2000);

    [Fact]
    public void AnyDate_WrittenInEachFormat_IsReadBack() => Any.Check(Prop.ForAll(
        Gen.Choose(0, int.MaxValue).Select(static seconds => DateTimeOffset.FromUnixTimeSeconds(seconds)).ToArbitrary(),
        static date =>
            ReadsBack(HttpDate.Format(date), date)
            && ReadsBack(date.ToString("dddd, dd-MMM-yy HH:mm:ss 'GMT'", CultureInfo.InvariantCulture), date)
            && ReadsBack(Asctime(date), date)));

    [Fact]
    public void AnyContentRange_Written_IsReadBack() => Any.Check(Prop.ForAll(
        Gen.Choose(0, 1000).ToArbitrary(), Gen.Choose(0, 1000).ToArbitrary(), Gen.Choose(1, 1000).ToArbitrary(),
        static (first, more, rest) =>
        {
            var range = new ContentRange(first, first + more, first + more + rest);
            return ContentRange.FromField(range.ToString()) == range;
        }));

    [Fact]
    public void AnyDirectives_WrittenInAnyCaseAndSpacing_AreReadBack() => Any.Check(Prop.ForAll(
        Gen.Choose(0, 511).ToArbitrary(), Gen.Choose(0, 100_000).ToArbitrary(), Gen.Choose(0, 3).ToArbitrary(),
        static (flags, seconds, style) =>
        {
            var wanted = (ResponseFlags)flags;
            var text = Write(wanted, seconds, style);
            var read = ResponseDirectives.Read(FieldList.Of(("Cache-Control", text)));
            return read.Flags == wanted && read.MaxAge == new DeltaDirective(Present: true, seconds) && read.StaleIfError == seconds;
        }));

    [Fact]
    public void AnyTargetedDirectives_Written_AreReadBack() => Any.Check(Prop.ForAll(
        Gen.Choose(0, 511).ToArbitrary(), Gen.Choose(0, 100_000).ToArbitrary(),
        static (flags, seconds) =>
        {
            var wanted = (ResponseFlags)flags;
            var read = ResponseDirectives.Read(FieldList.Of(("CDN-Cache-Control", Write(wanted, seconds, style: 0))));
            return read.Targeted && read.Flags == wanted && read.MaxAge.Seconds == seconds;
        }));

    private static void DecideEverything(FieldList fields)
    {
        var head = new ResponseHead(200, fields, Given.Now, Given.Now);
        var part = head with { Status = 206 };
        var request = CacheRequest.Of("GET", fields);
        _ = CachePolicy.DecideStore(request, head, CachePolicyOptions.Default);
        var names = Selection.NamesOf(fields) ?? [];
        StoredResponse[] stored =
        [
            new(new EntryId(1), Given.Key, head, Selection.FieldsOf(names, fields), [], 100, MarkedStale: false),
            new(new EntryId(2), Given.Key, part, [], [], 100, MarkedStale: false),
        ];
        _ = CachePolicy.DecideReuse(request, stored, CachePolicyOptions.Default, Given.Now);
        _ = CachePolicy.PrepareValidation(stored[0], stored);
        _ = CachePolicy.DecideValidation(request, stored[0], stored, head with { Status = 304 }, CachePolicyOptions.Default);
        _ = CachePolicy.DecideHeadEffect(CacheRequest.Of("HEAD", fields), stored, head, CachePolicyOptions.Default);
        _ = CachePolicy.DecideCombination(request, stored[1], part, CachePolicyOptions.Default);
        _ = Invalidation.TargetsOf("POST", "https://h", "/a", 201, fields);
        var answer = CachePolicy.DecideAnswer(request, stored[0], Given.Now);
        if (answer.Kind == AnswerKind.Partial)
        {
            _ = CachePolicy.PartialContent(request, stored[0], answer, "B");
        }
    }

    private static bool ReadsBack(string text, DateTimeOffset date) =>
        HttpDate.TryParse(text, date, out var read) && read == date;

    private static string Asctime(DateTimeOffset date) =>
        date.ToString("ddd MMM ", CultureInfo.InvariantCulture)
        + date.Day.ToString(CultureInfo.InvariantCulture).PadLeft(2)
        + date.ToString(" HH:mm:ss yyyy", CultureInfo.InvariantCulture);

    private static string Write(ResponseFlags flags, int seconds, int style)
    {
        (ResponseFlags Flag, string Name)[] names =
        [
            (ResponseFlags.NoStore, "no-store"), (ResponseFlags.NoCache, "no-cache"), (ResponseFlags.Private, "private"),
            (ResponseFlags.Public, "public"), (ResponseFlags.MustRevalidate, "must-revalidate"),
            (ResponseFlags.ProxyRevalidate, "proxy-revalidate"), (ResponseFlags.MustUnderstand, "must-understand"),
            (ResponseFlags.NoTransform, "no-transform"), (ResponseFlags.Immutable, "immutable"),
        ];
        var members = names.Where(name => flags.HasFlag(name.Flag)).Select(static name => name.Name)
            .Append($"max-age={seconds}").Append($"stale-if-error={seconds}");
        return style switch
        {
            0 => string.Join(", ", members),
            1 => string.Join(",", members.Select(static member => member.ToUpperInvariant())),
            2 => ", ," + string.Join(" ,\t", members.Reverse()) + " , ",
            _ => string.Join(", ", members).Replace($"={seconds}", $"=\"{seconds}\"", StringComparison.Ordinal),
        };
    }
}
