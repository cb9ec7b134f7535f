using Gateway.HttpCache;
using Gateway.HttpCache.Policy;
using Xunit;

namespace Gateway.Tests.HttpCache.Policy;

/// <summary>RFC 9111 §4.1: selecting among variants.</summary>
public class Section4_1_Vary
{
    public static TheoryData<string, string, string, string, bool> Pairs => new()
    {
        // Vary, original request, presented request, whether they match.
        { "9111 4.1", "Foo", "Foo: 1", "Foo: 1", true },
        { "9111 4.1", "Foo", "Foo: 1", "Foo: 2", false },
        { "9111 4.1", "Foo", "Foo: 1", "foo: 1", true },
        { "9111 4.1", "Foo", "Foo: 1", "", false },
        { "9111 4.1", "Foo", "", "Foo: 1", false },
        { "9111 4.1", "Foo", "", "", true },
        { "9111 4.1", "Foo", "", "Foo: ", false },
        { "9111 4.1", "Foo", "Foo: 1", "Foo: 1 | Bar: 2", true },
        { "9111 4.1", "Foo, Bar", "Foo: 1 | Bar: a", "Foo: 1 | Bar: a", true },
        { "9111 4.1", "Foo, Bar", "Foo: 1 | Bar: a", "Foo: 1 | Bar: b", false },
        { "9111 4.1", "Foo, Bar", "Foo: 1", "Bar: a", false },
        { "9111 4.1", "Foo, Bar, Baz", "Foo: 1 | Baz: 3", "Baz: 3 | Foo: 1", true },
        { "9111 4.1", "Foo | Vary: Bar", "Foo: 1 | Bar: a", "Foo: 1 | Bar: b", false },
        { "9111 4.1", "FOO, foo", "Foo: 1", "fOO: 1", true },

        // White space and field lines.
        { "9111 4.1", "Foo", "Foo: 1,2", "Foo: 1, 2", true },
        { "9111 4.1", "Foo", "Foo: 1,2", "Foo:  1 ,  2 ", true },
        { "9111 4.1", "Foo", "Foo: 1, 2", "Foo: 1 | Foo: 2", true },
        { "9111 4.1", "Foo", "Foo: 1 2", "Foo: 1  2", false },
        { "9111 4.1", "Foo", "Foo: 1, 2", "Foo: 2, 1", false },
        { "9111 4.1", "Foo", "Foo: a", "Foo: A", false },
        { "9111 4.1", "Foo", "Foo: \"a, b\"", "Foo: \"a,b\"", false },
        { "9111 4.1", "Foo", "Foo: \"a\\\", b\"", "Foo: \"a\\\",b\"", false },
        { "9111 4.1", "User-Agent", "User-Agent: a, b", "User-Agent: a,b", false },
        { "9111 4.1", "User-Agent", "User-Agent: npm", "User-Agent: NPM", false },
        { "9111 4.1", "Cookie", "Cookie: a=1; b=2", "Cookie: b=2; a=1", false },
        { "9111 4.1", "Authorization", "Authorization: Bearer a", "Authorization: Bearer b", false },

        // Order, letter case and weights of the negotiation fields.
        { "9110 12.5.3", "Accept-Encoding", "Accept-Encoding: gzip, br", "Accept-Encoding: br, gzip", true },
        { "9110 12.5.3", "Accept-Encoding", "Accept-Encoding: gzip,br", "Accept-Encoding: GZIP , BR", true },
        { "9110 12.5.3", "Accept-Encoding", "Accept-Encoding: gzip", "Accept-Encoding: x-gzip", true },
        { "9110 12.5.3", "Accept-Encoding", "Accept-Encoding: gzip", "Accept-Encoding: gzip;q=1.0", true },
        { "9110 12.5.3", "Accept-Encoding", "Accept-Encoding: gzip;q=0.5", "Accept-Encoding: gzip; Q=0.500", true },
        { "9110 12.5.3", "Accept-Encoding", "Accept-Encoding: gzip;q=0.5", "Accept-Encoding: gzip;q=0.6", false },
        { "9110 12.5.3", "Accept-Encoding", "Accept-Encoding: gzip;q=0", "Accept-Encoding: gzip", false },
        { "9110 12.5.3", "Accept-Encoding", "Accept-Encoding: gzip, gzip", "Accept-Encoding: gzip", true },
        { "9110 12.5.3", "Accept-Encoding", "Accept-Encoding: gzip", "Accept-Encoding: br", false },
        { "9110 12.5.3", "Accept-Encoding", "Accept-Encoding: ", "", false },
        { "9110 12.5.3", "Accept-Encoding", "Accept-Encoding: identity", "", false },
        { "9110 12.5.4", "Accept-Language", "Accept-Language: en, de", "Accept-Language: de, en", true },
        { "9110 12.5.4", "Accept-Language", "Accept-Language: en-GB", "Accept-Language: EN-gb", true },
        { "9110 12.5.4", "Accept-Language", "Accept-Language: en", "Accept-Language: en-GB", false },
        { "9110 12.5.4", "Accept-Language", "Accept-Language: en;q=0.8, de", "Accept-Language: en, de;q=0.8", false },
        { "9110 12.5.1", "Accept", "Accept: text/html, text/plain", "Accept: Text/Plain,TEXT/html", true },
        { "9110 12.5.1", "Accept", "Accept: text/html;level=1", "Accept: text/html; Level=1", true },
        { "9110 12.5.1", "Accept", "Accept: text/html;a=B", "Accept: text/html;a=b", false },
        { "9110 12.5.1", "Accept", "Accept: text/html;a=\"x;q=1\"", "Accept: text/html;a=\"x\"", false },
        { "9110 12.5.1", "Accept", "Accept: application/vnd.npm.install-v1+json; q=1.0, application/json; q=0.8",
            "Accept: application/json;q=0.8,application/vnd.npm.install-v1+json", true },
        { "9110 12.5.2", "Accept-Charset", "Accept-Charset: UTF-8", "Accept-Charset: utf-8", true },
        { "9110 10.1.4", "TE", "TE: trailers, Deflate;q=0.5", "TE: deflate;q=0.5,trailers", true },
    };

    [Theory]
    [MemberData(nameof(Pairs))]
    public void VaryingResponse_RequestPresented_MatchesByMeaning(
        string section, string vary, string original, string presented, bool expected)
    {
        Assert.NotEmpty(section);
        var stored = Given.Stored($"200 | Cache-Control: max-age=60 | Vary: {vary}", original);

        Assert.Equal(expected, Selection.Matches(stored, Given.Fields(presented)));
        Assert.Equal(expected, Selection.Matches(stored, Given.Fields(presented)));
    }

    [Fact]
    public void SeveralMatch_Chosen_IsTheMostRecentByDate()
    {
        var older = Given.Stored("200 | Cache-Control: max-age=60 | Date: {-20}", id: 1);
        var younger = Given.Stored("200 | Cache-Control: max-age=60 | Date: {-10}", id: 2, at: Given.After(-5));

        Assert.Same(younger, Selection.Choose([older, younger], Given.Fields("")));
        Assert.Same(younger, Selection.Choose([younger, older], Given.Fields("")));
    }

    [Fact]
    public void SameDate_Chosen_IsTheOneReceivedLast()
    {
        var first = Given.Stored("200 | Cache-Control: max-age=60 | Date: {-20}", id: 1, at: Given.After(-10));
        var last = Given.Stored("200 | Cache-Control: max-age=60 | Date: {-20}", id: 2);

        Assert.Same(last, Selection.Choose([first, last], Given.Fields("")));
        Assert.Same(last, Selection.Choose([last, first], Given.Fields("")));
    }

    [Fact]
    public void OneOmitsVary_Chosen_IsTheOneWithVary()
    {
        var varying = Given.Stored("200 | Cache-Control: max-age=60 | Vary: Accept-Language | Date: {-20}", "Accept-Language: en", id: 1);
        var plain = Given.Stored("200 | Cache-Control: max-age=60", id: 2);

        Assert.Same(varying, Selection.Choose([plain, varying], Given.Fields("Accept-Language: en")));
        Assert.Same(plain, Selection.Choose([plain, varying], Given.Fields("Accept-Language: de")));
    }

    [Fact]
    public void NoVariantMatches_RequestArrives_IsAVaryMiss()
    {
        var stored = Given.Stored("200 | Cache-Control: max-age=60 | Vary: Foo", "Foo: 1");

        var verdict = CachePolicy.DecideReuse(Given.Request("GET | Foo: 2"), [stored], CachePolicyOptions.Default, Given.Now);

        Assert.Equal("Miss vary-miss", Section4_Reuse.Describe(verdict));
    }

    [Fact]
    public void ManySpellings_Presented_AllMatchEveryTime()
    {
        var stored = Given.Stored("200 | Vary: Accept-Encoding", "Accept-Encoding: gzip, br, deflate");
        string[] spellings =
        [
            "gzip, br, deflate", "br,gzip,deflate", "deflate, gzip, br", "gzip;q=1, br, deflate", "GZIP, br, deflate",
            "br, deflate, x-gzip",
        ];

        for (var round = 0; round < 3; round++)
        {
            Assert.All(spellings, spelling => Assert.True(Selection.Matches(stored, FieldList.Of(("Accept-Encoding", spelling)))));
            Assert.False(Selection.Matches(stored, FieldList.Of(("Accept-Encoding", "gzip, br"))));
        }
    }

    [Fact]
    public void CopyWithOtherSelectingFields_Matched_ForgetsTheOriginals()
    {
        var stored = Given.Stored("200 | Vary: Foo", "Foo: 1");
        Assert.True(Selection.Matches(stored, Given.Fields("Foo: 1")));

        var copy = stored with { Selecting = [new SelectingField("foo", "2")] };

        Assert.False(Selection.Matches(copy, Given.Fields("Foo: 1")));
    }
}
