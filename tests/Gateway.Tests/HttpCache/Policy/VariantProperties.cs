using FsCheck;
using FsCheck.Fluent;
using Gateway.HttpCache;
using Gateway.HttpCache.Policy;
using Xunit;

namespace Gateway.Tests.HttpCache.Policy;

/// <summary>Keys and variants: no two different requests share an entry, and requests that mean the same do.</summary>
public class VariantProperties
{
    private static readonly string[] Names = ["Accept", "Accept-Encoding", "Accept-Language", "Foo", "User-Agent", "Cookie"];
    private static readonly string[] Codings = ["gzip", "br", "deflate", "zstd;q=0.5", "identity;q=0", "*"];

    // A small alphabet of what could be taken for a separator, so that collisions would be found.
    private static readonly Gen<string> Part =
        Gen.Elements("", "a", "b", "/", ":", "|", "\n", "\0", "a/b", ": ").ListOf(2).Select(string.Concat);

    [Fact]
    public void AnyFieldValue_NormalisedTwice_IsTheSame() => Any.Check(
        Prop.ForAll(Any.FieldValue, Gen.Elements(Names).ToArbitrary(), static (value, name) =>
        {
            var once = FieldNormalization.Normalize(name, value);
            return string.Equals(once, FieldNormalization.Normalize(name, once), StringComparison.Ordinal);
        }),
        cases: 2000);

    [Fact]
    public void AnyTwoRequests_Matched_AgreeWithTheirNormalFormsBothWays() => Any.Check(
        Prop.ForAll(Any.FieldValue, Any.FieldValue, Gen.Elements(Names).ToArbitrary(), static (one, other, name) =>
        {
            var equal = string.Equals(
                FieldNormalization.Normalize(name, one), FieldNormalization.Normalize(name, other), StringComparison.Ordinal);
            var (first, second) = (FieldList.Of((name, one)), FieldList.Of((name, other)));
            var stored = Varying(name, first);
            return Selection.Matches(stored, first)
                && Selection.Matches(stored, second) == equal
                && Selection.Matches(stored, second) == equal
                && Selection.Matches(Varying(name, second), first) == equal
                && !Selection.Matches(stored, FieldList.Empty);
        }),
        cases: 2000);

    [Fact]
    public void NegotiationField_MembersShuffledAndRespelled_StillMatches() => Any.Check(Prop.ForAll(
        Gen.SubListOf(Codings).Select(static some => some.ToArray())
            .SelectMany(static some => Gen.Shuffle(some).Select(shuffled => (some, shuffled))).ToArbitrary(),
        Gen.Elements(",", ", ", " ,\t").ToArbitrary(),
        static (pair, separator) =>
        {
            var (original, shuffled) = pair;
            var stored = Varying("Accept-Encoding", FieldList.Of(("Accept-Encoding", string.Join(", ", original))));
            var respelled = string.Join(separator, shuffled).ToUpperInvariant().Replace(";Q=0.5", "; q=0.50", StringComparison.Ordinal);
            return Selection.Matches(stored, FieldList.Of(("Accept-Encoding", respelled)));
        }));

    [Fact]
    public void AnyTwoRequests_KeysMade_AreEqualOnlyWhenEveryPartIs() => Any.Check(
        Prop.ForAll(Parts().ToArbitrary(), Parts().ToArbitrary(), static (one, other) =>
            KeyOf(one).Equals(KeyOf(other)) == one.SequenceEqual(other, StringComparer.Ordinal)
            && (!KeyOf(one).Equals(KeyOf(other)) || KeyOf(one).GetHashCode() == KeyOf(other).GetHashCode())),
        cases: 5000);

    [Fact]
    public void ParametersIgnored_TwoTargets_ShareAKeyOnlyWhenTheRestIsTheSame() => Any.Check(
        Prop.ForAll(Query().ToArbitrary(), Query().ToArbitrary(), static (one, other) =>
        {
            var options = new CachePolicyOptions { IgnoreQuery = ["utm_*"] };
            var same = string.Equals(
                PrimaryKey.Of("e", "r", "", Target(one), FieldList.Empty, options).Target,
                PrimaryKey.Of("e", "r", "", Target(other), FieldList.Empty, options).Target,
                StringComparison.Ordinal);
            return same == Counting(one).SequenceEqual(Counting(other), StringComparer.Ordinal);
        }),
        cases: 5000);

    private static Gen<IList<string>> Parts() => Part.ListOf(4).Select(static parts => (IList<string>)[.. parts]);

    private static CacheKey KeyOf(IList<string> parts) => PrimaryKey.Of(
        parts[0],
        parts[1],
        "",
        parts[2],
        FieldList.Of(("User-Agent", parts[3])),
        new CachePolicyOptions { KeyHeaders = ["X-None", "User-Agent"] });

    private static Gen<IList<string>> Query() =>
        Gen.Elements("a=1", "b", "utm_a=1", "utm_b", "c=utm_a", "a=1").ListOf().Select(static parts => (IList<string>)[.. parts]);

    private static string Target(IList<string> query) => query.Count == 0 ? "/p" : "/p?" + string.Join('&', query);

    private static IEnumerable<string> Counting(IList<string> query) =>
        query.Where(static parameter => !parameter.StartsWith("utm_", StringComparison.Ordinal));

    private static StoredResponse Varying(string name, FieldList request) => new(
        new EntryId(1),
        Given.Key,
        Given.Response("200"),
        Selection.FieldsOf([name.ToLowerInvariant()], request),
        [],
        0,
        MarkedStale: false);
}
