using FsCheck;
using FsCheck.Fluent;

namespace Gateway.Tests.HttpCache.Policy;

/// <summary>Generators of messages, well formed and not.</summary>
internal static class Any
{
    private static readonly string[] Fragments =
    [
        "max-age", "s-maxage", "no-store", "no-cache", "private", "public", "stale-if-error", "max-stale", "=", "\"", ",", ";", "\\", "*",
        " ",
        "\t", "W/", "bytes=", "bytes ", "-", "--", "/", "//", "?", "?1", "#", ":", "@", "%", "%\"", "(", ")", "0", "1", "60",
        "99999999999999999999",
        "1.5", "gzip", "q=", "a", "A", "é", "\u20ac", "\0", "\r\n", "{", "http://", "Sun, 06 Nov 1994 08:49:37 GMT", "Sunday, 06-Nov-94",
        "Sun Nov  6 08:49:37 1994", "..", ".", "&",
    ];

    private static readonly string[] ResponseFields =
    [
        "ETag: \"a\"", "ETag: W/\"a\"", "Last-Modified: {-1000}", "Expires: {+60}", "Expires: 0", "Age: 30", "Age: x", "Vary: Foo",
        "Vary: Accept",
        "Set-Cookie: a=b", "Content-Length: 10", "Cache-Control: max-age=60", "Cache-Control: max-age=0", "Cache-Control: s-maxage=60",
        "Cache-Control: public", "Cache-Control: stale-while-revalidate=100", "Cache-Control: stale-if-error=100",
        "Cache-Control: immutable",
        "Cache-Control: ext=\"no-store, private\"", "Cache-Control: private=\"x\"", "Connection: x", "Pragma: no-cache", "X-A: 1",
    ];

    private static readonly string[] RequestFields =
    [
        "Cache-Control: max-stale", "Cache-Control: max-stale=1000", "Cache-Control: max-age=100", "Cache-Control: min-fresh=1",
        "Cache-Control: stale-if-error=1000", "Cache-Control: only-if-cached", "If-None-Match: \"a\"", "If-None-Match: *",
        "If-Modified-Since: {0}", "Range: bytes=0-1", "Foo: 1", "Accept: a", "Cookie: a=b", "Authorization: Bearer x", "Pragma: x",
    ];

    /// <summary>Text made of the pieces that field grammars are made of, in any order; and any text at all.</summary>
    internal static Arbitrary<string> FieldValue { get; } = Gen.OneOf(
        Gen.Elements(Fragments).ListOf().Select(string.Concat),
        ArbMap.Default.GeneratorFor<string>().Where(static text => text is not null)).ToArbitrary();

    /// <summary>A final status code.</summary>
    internal static Gen<int> Status { get; } = Gen.Choose(200, 599);

    /// <summary>Some fields of a response, none of which forbids storing or stale use (but s-maxage).</summary>
    internal static Gen<string> Response { get; } = Some(ResponseFields);

    /// <summary>Some fields of a request.</summary>
    internal static Gen<string> Request { get; } = Some(RequestFields);

    /// <summary>A moment within ten days of <see cref="Given.Now"/>.</summary>
    internal static Gen<DateTimeOffset> Moment { get; } =
        Gen.Choose(-864_000, 864_000).Select(static seconds => Given.After(seconds));

    /// <summary>Checks a property on many cases.</summary>
    internal static void Check(Property property, int cases = 500) =>
        FsCheck.Check.One(Config.QuickThrowOnFailure.WithMaxTest(cases), property);

    internal static Gen<string> Some(string[] fields) =>
        Gen.SubListOf(fields).Select(static chosen => string.Join(" | ", chosen));
}
