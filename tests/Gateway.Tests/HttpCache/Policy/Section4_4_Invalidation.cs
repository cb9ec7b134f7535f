using Gateway.HttpCache.Policy;
using Xunit;

namespace Gateway.Tests.HttpCache.Policy;

/// <summary>RFC 9111 §4.4: what an unsafe request invalidates; the request is for /a/b?q at https://h.example:8443.</summary>
public class Section4_4_Invalidation
{
    public static TheoryData<string, string, int, string, string> Requests => new()
    {
        { "9111 4.4", "POST", 200, "", "/a/b?q" },
        { "9111 4.4", "PUT", 201, "", "/a/b?q" },
        { "9111 4.4", "DELETE", 204, "", "/a/b?q" },
        { "9111 4.4", "PATCH", 200, "", "/a/b?q" },
        { "9111 4.4", "M-SEARCH", 200, "", "/a/b?q" },
        { "9111 4.4", "UNKNOWN", 299, "", "/a/b?q" },
        { "9111 4.4", "get", 200, "", "/a/b?q" },
        { "9111 4.4", "POST", 302, "", "/a/b?q" },
        { "9111 4.4", "POST", 399, "", "/a/b?q" },
        { "9111 4.4", "POST", 400, "", "" },
        { "9111 4.4", "POST", 404, "", "" },
        { "9111 4.4", "POST", 500, "", "" },
        { "9111 4.4", "POST", 100, "", "" },
        { "9111 4.4", "GET", 200, "", "" },
        { "9111 4.4", "HEAD", 200, "", "" },
        { "9111 4.4", "OPTIONS", 200, "", "" },
        { "9111 4.4", "TRACE", 200, "", "" },
        { "9111 4.4", "PROPFIND", 207, "", "" },
        { "9111 4.4", "QUERY", 200, "", "" },

        // Location and Content-Location of the same origin.
        { "9111 4.4", "POST", 201, "Location: /new", "/a/b?q /new" },
        { "9111 4.4", "POST", 200, "Content-Location: /new", "/a/b?q /new" },
        { "9111 4.4", "POST", 201, "Location: /one | Content-Location: /two", "/a/b?q /one /two" },
        { "9111 4.4", "POST", 201, "Location: /one | Content-Location: /one", "/a/b?q /one" },
        { "9111 4.4", "POST", 201, "Location: /a/b?q", "/a/b?q" },
        { "9111 4.4", "POST", 201, "Location: https://h.example:8443/new?x=%2F", "/a/b?q /new?x=%2F" },
        { "9111 4.4", "POST", 201, "Location: HTTPS://H.Example:8443/New", "/a/b?q /New" },
        { "9111 4.4", "POST", 201, "Location: https://h.example:8443", "/a/b?q /" },
        { "9111 4.4", "POST", 201, "Location: https://h.example:8443?x", "/a/b?q /?x" },
        { "9111 4.4", "POST", 201, "Location: //h.example:8443/new", "/a/b?q /new" },
        { "9111 4.4", "POST", 201, "Location: https://other.example:8443/new", "/a/b?q" },
        { "9111 4.4", "POST", 201, "Location: https://h.example/new", "/a/b?q" },
        { "9111 4.4", "POST", 201, "Location: http://h.example:8443/new", "/a/b?q" },
        { "9111 4.4", "POST", 201, "Location: https://h.example:8443.evil.example/new", "/a/b?q" },
        { "9111 4.4", "POST", 201, "Location: https://user@h.example:8443/new", "/a/b?q" },
        { "9111 4.4", "POST", 201, "Location: //other.example/new", "/a/b?q" },
        { "9111 4.4", "POST", 201, "Location: mailto:x@h.example", "/a/b?q" },
        { "9111 4.4", "POST", 201, "Location: /one | Location: /two", "/a/b?q" },
        { "9111 4.4", "POST", 500, "Location: /new", "" },
        { "9111 4.4", "GET", 200, "Content-Location: /new", "" },

        // Relative references (RFC 3986 §5.2), without rewriting a byte.
        { "9110 10.2.2", "POST", 201, "Location: c", "/a/b?q /a/c" },
        { "9110 10.2.2", "POST", 201, "Location: ./c", "/a/b?q /a/c" },
        { "9110 10.2.2", "POST", 201, "Location: ../c", "/a/b?q /c" },
        { "9110 10.2.2", "POST", 201, "Location: ../../../c", "/a/b?q /c" },
        { "9110 10.2.2", "POST", 201, "Location: c/./d/../e", "/a/b?q /a/c/e" },
        { "9110 10.2.2", "POST", 201, "Location: ..", "/a/b?q /" },
        { "9110 10.2.2", "POST", 201, "Location: .", "/a/b?q /a/" },
        { "9110 10.2.2", "POST", 201, "Location: ?x", "/a/b?q /a/b?x" },
        { "9110 10.2.2", "POST", 201, "Location: ", "/a/b?q" },
        { "9110 10.2.2", "POST", 201, "Location: /c#part", "/a/b?q /c" },
        { "9110 10.2.2", "POST", 201, "Location: /%2e%2E/@x%2fy", "/a/b?q /%2e%2E/@x%2fy" },
        { "9110 10.2.2", "POST", 201, "Location: /c?x=/../y", "/a/b?q /c?x=/../y" },
        { "9110 10.2.2", "POST", 201, "Location: c:d", "/a/b?q" },
    };

    [Theory]
    [MemberData(nameof(Requests))]
    public void UnsafeRequest_Answered_InvalidatesItsTargetAndThoseItNames(
        string section, string method, int status, string response, string expected)
    {
        Assert.NotEmpty(section);

        var targets = Invalidation.TargetsOf(method, "https://h.example:8443", "/a/b?q", status, Given.Fields(response));

        Assert.Equal(expected, string.Join(' ', targets));
    }

    [Theory]
    [InlineData("https://h.example", "https://h.example:443/new", true)]
    [InlineData("https://h.example:443", "https://h.example/new", true)]
    [InlineData("http://h.example", "http://h.example:80/new", true)]
    [InlineData("https://h.example", "https://h.example:80/new", false)]
    [InlineData("http://h.example", "http://h.example:443/new", false)]
    [InlineData("https://h.example", "https://h.example:/new", true)]
    public void DefaultPort_Location_IsTheSameOrigin(string authority, string location, bool same) =>
        Assert.Equal(
            same ? 2 : 1,
            Invalidation.TargetsOf("POST", authority, "/a", 201, Given.Fields("Location: " + location)).Length);
}
