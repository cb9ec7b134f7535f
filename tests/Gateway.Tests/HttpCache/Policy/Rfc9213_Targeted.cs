using Gateway.HttpCache.Policy;
using Xunit;

namespace Gateway.Tests.HttpCache.Policy;

/// <summary>RFC 9213: <c>CDN-Cache-Control</c> before <c>Cache-Control</c>.</summary>
public class Rfc9213_Targeted
{
    public static TheoryData<string, string, string> Responses => new()
    {
        // Fields, what becomes of the response: a refusal, or lifetime and source.
        { "9213 2.2", "CDN-Cache-Control: max-age=60", "60 MaxAge" },
        { "9213 2.2", "CDN-Cache-Control: max-age=60 | Cache-Control: max-age=1", "60 MaxAge" },
        { "9213 2.2", "CDN-Cache-Control: max-age=1 | Cache-Control: max-age=60", "1 MaxAge" },
        { "9213 2.2", "CDN-Cache-Control: max-age=60 | Cache-Control: no-store", "60 MaxAge" },
        { "9213 2.2", "CDN-Cache-Control: max-age=60 | Cache-Control: private, no-cache, must-revalidate", "60 MaxAge" },
        { "9213 2.2", "CDN-Cache-Control: max-age=60 | Expires: 0", "60 MaxAge" },
        { "9213 2.2", "CDN-Cache-Control: max-age=0 | Expires: {+60} | ETag: \"a\"", "0 MaxAge" },
        { "9213 2.2", "CDN-Cache-Control: public | Expires: {+60} | ETag: \"a\"", "0 None" },
        { "9213 2.2", "CDN-Cache-Control: none | Cache-Control: max-age=60 | ETag: \"a\"", "0 None" },
        { "9213 2.2", "CDN-Cache-Control: no-store | Cache-Control: max-age=60 | Expires: {+60}", "response-no-store" },
        { "9213 2.2", "CDN-Cache-Control: private | Cache-Control: max-age=60", "private" },
        { "9213 2.2", "CDN-Cache-Control: no-cache | Cache-Control: max-age=60 | Expires: {+60}", "no-validator" },
        { "9213 2.2", "CDN-Cache-Control: s-maxage=60, max-age=1", "60 SharedMaxAge" },
        { "9213 2.2", "CDN-Cache-Control: max-age=60, no-store", "response-no-store" },
        { "9213 2.2", "CDN-Cache-Control: no-store, must-understand, max-age=60", "60 MaxAge" },

        // Structured fields: lists of lines are one value; a key that comes twice has its last value.
        { "9213 2.1", "CDN-Cache-Control: max-age=60 | CDN-Cache-Control: private", "private" },
        { "9213 2.1", "CDN-Cache-Control: max-age=1, max-age=60", "60 MaxAge" },
        { "9213 2.1", "CDN-Cache-Control: max-age=2147483648", "2147483648 MaxAge" },
        { "9213 2.1", "CDN-Cache-Control: max-age=99999999999", "2147483648 MaxAge" },
        { "9213 2.1", "CDN-Cache-Control: foobar, max-age=60", "60 MaxAge" },
        { "9213 2.1", "CDN-Cache-Control: foo=bar;x=1, max-age=60;y", "60 MaxAge" },
        { "9213 2.1", "CDN-Cache-Control: foo=(a \"b\" 1), max-age=60", "60 MaxAge" },
        { "9213 2.1", "CDN-Cache-Control: foo=:aGk=:, bar=@1, baz=%\"x\", n=-1.5, b=?0, max-age=60", "60 MaxAge" },
        { "9213 2.1", "CDN-Cache-Control: max-age=60 ,\tpublic", "60 MaxAge" },
        { "9213 2.1", "CDN-Cache-Control: max-age=-1 | ETag: \"a\"", "0 MaxAge" },

        // Ignored as a whole: empty, a parse error anywhere, a value of the wrong type. Cache-Control says 5.
        { "9213 2.1", "CDN-Cache-Control:  | Cache-Control: max-age=5", "5 MaxAge" },
        { "9213 2.1", "CDN-Cache-Control: max-age=60, &&&&& | Cache-Control: max-age=5", "5 MaxAge" },
        { "9213 2.1", "CDN-Cache-Control: max-age=\"60\" | Cache-Control: max-age=5", "5 MaxAge" },
        { "9213 2.1", "CDN-Cache-Control: max-age=60.0 | Cache-Control: max-age=5", "5 MaxAge" },
        { "9213 2.1", "CDN-Cache-Control: max-age | Cache-Control: max-age=5", "5 MaxAge" },
        { "9213 2.1", "CDN-Cache-Control: max-age=token | Cache-Control: max-age=5", "5 MaxAge" },
        { "9213 2.1", "CDN-Cache-Control: max-age =60 | Cache-Control: max-age=5", "5 MaxAge" },
        { "9213 2.1", "CDN-Cache-Control: max-age= 60 | Cache-Control: max-age=5", "5 MaxAge" },
        { "9213 2.1", "CDN-Cache-Control: MaX-aGe=60 | Cache-Control: max-age=5", "5 MaxAge" },
        { "9213 2.1", "CDN-Cache-Control: max-age=60, | Cache-Control: max-age=5", "5 MaxAge" },
        { "9213 2.1", "CDN-Cache-Control: ,max-age=60 | Cache-Control: max-age=5", "5 MaxAge" },
        { "9213 2.1", "CDN-Cache-Control: max-age=60 public | Cache-Control: max-age=5", "5 MaxAge" },
        { "9213 2.1", "CDN-Cache-Control: max-age=60; public | Cache-Control: max-age=5", "60 MaxAge" },
        { "9213 2.1", "CDN-Cache-Control: no-store=?0, max-age=60 | Cache-Control: max-age=5", "5 MaxAge" },
        { "9213 2.1", "CDN-Cache-Control: no-store=1 | Cache-Control: max-age=5", "5 MaxAge" },
        { "9213 2.1", "CDN-Cache-Control: stale-if-error=x, max-age=60 | Cache-Control: max-age=5", "5 MaxAge" },
        { "9213 2.1", "CDN-Cache-Control: max-age=1000000000000000 | Cache-Control: max-age=5", "5 MaxAge" },
        { "9213 2.1", "CDN-Cache-Control: no-store, é | Cache-Control: max-age=5", "5 MaxAge" },
        { "9213 2.1", "CDN-Cache-Control: max-age=\"10000\" | Cache-Control: no-store", "response-no-store" },
        { "9213 2.2", "Surrogate-Control: max-age=60 | ETag: \"a\"", "0 None" },
    };

    public static TheoryData<string, string, string> Qualified => new()
    {
        // Value, fields withheld.
        { "9213 2.1", "private=\"a, b\", max-age=60", "a,b" },
        { "9213 2.1", "no-cache=\"a\", max-age=60", "a" },
        { "9213 2.1", "no-cache=a, max-age=60", "a" },
        { "9213 2.1", "no-cache=(\"a\" \"b\"), max-age=60", "a,b" },
    };

    [Theory]
    [MemberData(nameof(Responses))]
    public void TargetedField_Received_RulesAloneOrNotAtAll(string section, string response, string expected)
    {
        Assert.NotEmpty(section);

        var received = Given.Response("200 | " + response);
        var verdict = CachePolicy.DecideStore(Given.Request("GET"), received, CachePolicyOptions.Default);

        var lifetime = Freshness.LifetimeOf(received.Facts, CachePolicyOptions.Default);
        Assert.Equal(
            expected,
            verdict is StoreVerdict.Refuse refusal ? ReasonName.Of(refusal.Reason) : $"{lifetime.Duration.TotalSeconds} {lifetime.Source}");
    }

    [Theory]
    [MemberData(nameof(Qualified))]
    public void QualifiedDirective_Targeted_WithholdsFields(string section, string value, string expected)
    {
        Assert.NotEmpty(section);

        var directives = ResponseDirectives.Read(Given.Fields("CDN-Cache-Control: " + value));

        Assert.True(directives.Targeted);
        Assert.Equal(expected, string.Join(',', directives.WithheldFields));
        Assert.Equal(ResponseFlags.None, directives.Flags);
    }

    [Fact]
    public void TargetedField_Stored_IsPassedOn()
    {
        var verdict = CachePolicy.DecideStore(
            Given.Request("GET"),
            Given.Response("200 | CDN-Cache-Control: max-age=60 | Cache-Control: no-store"),
            CachePolicyOptions.Default);

        var store = Assert.IsType<StoreVerdict.Store>(verdict);
        Assert.Equal("CDN-Cache-Control: max-age=60 | Cache-Control: no-store", Given.Text(store.Head.Fields));
    }

    [Fact]
    public void StaleWindows_Targeted_Count()
    {
        var stored = Given.Stored("200 | CDN-Cache-Control: max-age=60, stale-while-revalidate=30 | Cache-Control: must-revalidate");

        var verdict = CachePolicy.DecideReuse(Given.Request("GET"), [stored], CachePolicyOptions.Default, Given.After(61));

        Assert.True(verdict.RevalidateInBackground);
    }
}
