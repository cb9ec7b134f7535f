using Gateway.HttpCache;
using Gateway.HttpCache.Policy;
using Xunit;

namespace Gateway.Tests.HttpCache.Policy;

/// <summary>RFC 9111 §2: keys.</summary>
public class PrimaryKeyTests
{
    public static TheoryData<string, string, string> Targets => new()
    {
        // Target, what of it is in the key when "utm_*" and "fbclid" are ignored.
        { "9111 2", "/a", "/a" },
        { "9111 2", "/a?", "/a?" },
        { "9111 2", "/a?x=1", "/a?x=1" },
        { "9111 2", "/a?utm_source=x", "/a" },
        { "9111 2", "/a?utm_source=x&b=1", "/a?b=1" },
        { "9111 2", "/a?b=1&utm_source=x", "/a?b=1" },
        { "9111 2", "/a?b=1&utm_source=x&c=%2F", "/a?b=1&c=%2F" },
        { "9111 2", "/a?fbclid", "/a" },
        { "9111 2", "/a?fbclid=1&fbclid=2", "/a" },
        { "9111 2", "/a?fbclidx=1", "/a?fbclidx=1" },
        { "9111 2", "/a?UTM_source=x", "/a?UTM_source=x" },
        { "9111 2", "/a?b=utm_source", "/a?b=utm_source" },
        { "9111 2", "/a?c=2&b=1", "/a?c=2&b=1" },
        { "9111 2", "/a?&utm_x=1&", "/a?&" },
        { "9111 2", "/utm_source=x", "/utm_source=x" },
        { "9111 2", "/%7Ea?x=%41", "/%7Ea?x=%41" },
    };

    [Theory]
    [MemberData(nameof(Targets))]
    public void ParametersIgnored_KeyMade_KeepsEveryOtherByte(string section, string target, string expected)
    {
        Assert.NotEmpty(section);

        Assert.Equal(expected, KeyOf(target, "", new CachePolicyOptions { IgnoreQuery = ["utm_*", "fbclid"] }).Target);
    }

    [Fact]
    public void NothingConfigured_KeyMade_IsTheTargetItself()
    {
        const string target = "/npm/@types%2fnode?utm_source=x";

        Assert.Same(target, KeyOf(target, "Accept: x", CachePolicyOptions.Default).Target);
    }

    [Theory]
    [InlineData("X-Tenant: a", "X-Tenant: a", true)]
    [InlineData("X-Tenant: a", "x-tenant: a", true)]
    [InlineData("X-Tenant: a", "X-Tenant: b", false)]
    [InlineData("X-Tenant: a", "", false)]
    [InlineData("X-Tenant: ", "", false)]
    [InlineData("Accept: text/html, text/plain", "Accept: text/plain,text/html", true)]
    [InlineData("X-Other: a", "X-Other: b", true)]
    public void HeadersConfigured_KeyMade_DiffersByTheirValues(string one, string other, bool same)
    {
        var options = new CachePolicyOptions { KeyHeaders = ["X-Tenant", "Accept"] };

        Assert.Equal(same, KeyOf("/a", one, options).Equals(KeyOf("/a", other, options)));
    }

    [Fact]
    public void LetterCaseOfAuthority_KeyMade_DoesNotCount() =>
        Assert.Equal(
            PrimaryKey.Of("e", "r", "HTTPS://Modules.Example.com", "/a", FieldList.Empty, CachePolicyOptions.Default),
            PrimaryKey.Of("e", "r", "https://modules.example.com", "/a", FieldList.Empty, CachePolicyOptions.Default));

    private static CacheKey KeyOf(string target, string request, CachePolicyOptions options) =>
        PrimaryKey.Of("prod", "npm", "https://modules.example.com", target, Given.Fields(request), options);
}
