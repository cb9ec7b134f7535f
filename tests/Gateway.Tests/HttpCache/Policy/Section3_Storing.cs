using Gateway.HttpCache.Policy;
using Xunit;

namespace Gateway.Tests.HttpCache.Policy;

/// <summary>RFC 9111 §3: which responses are stored.</summary>
public class Section3_Storing
{
    public static TheoryData<string, string, string, string> Responses => new()
    {
        // The method is understood.
        { "9111 3", "GET", "200 | Cache-Control: max-age=60", "store" },
        { "9111 3", "HEAD", "200 | Cache-Control: max-age=60", "method" },
        { "9111 3", "POST", "200 | Cache-Control: max-age=60", "method" },
        { "9111 3", "PUT", "200 | Cache-Control: max-age=60", "method" },
        { "9111 3", "DELETE", "200 | Cache-Control: max-age=60", "method" },
        { "9111 3", "OPTIONS", "200 | Cache-Control: max-age=60", "method" },
        { "9111 3", "get", "200 | Cache-Control: max-age=60", "method" },
        { "9111 3", "UNKNOWN", "200 | Cache-Control: max-age=60", "method" },

        // The status code is final.
        { "9111 3", "GET", "100 | Cache-Control: max-age=60", "status-not-final" },
        { "9111 3", "GET", "103 | Cache-Control: max-age=60", "status-not-final" },
        { "9111 3", "GET", "199 | Cache-Control: max-age=60", "status-not-final" },
        { "9111 3", "GET", "600 | Cache-Control: max-age=60", "status-not-final" },
        { "9111 3", "GET", "304 | Cache-Control: max-age=60", "not-modified" },
        { "9111 3", "GET", "203 | Cache-Control: max-age=60", "store" },
        { "9111 3", "GET", "204 | Cache-Control: max-age=60", "store" },
        { "9111 3", "GET", "299 | Cache-Control: max-age=60", "store" },
        { "9111 3", "GET", "301 | Cache-Control: max-age=60", "store" },
        { "9111 3", "GET", "302 | Cache-Control: max-age=60", "store" },
        { "9111 3", "GET", "303 | Cache-Control: max-age=60", "store" },
        { "9111 3", "GET", "307 | Cache-Control: max-age=60", "store" },
        { "9111 3", "GET", "308 | Cache-Control: max-age=60", "store" },
        { "9111 3", "GET", "400 | Cache-Control: max-age=60", "store" },
        { "9111 3", "GET", "404 | Cache-Control: max-age=60", "store" },
        { "9111 3", "GET", "410 | Cache-Control: max-age=60", "store" },
        { "9111 3", "GET", "499 | Cache-Control: max-age=60", "store" },
        { "9111 3", "GET", "500 | Cache-Control: max-age=60", "store" },
        { "9111 3", "GET", "503 | Cache-Control: max-age=60", "store" },
        { "9111 3", "GET", "599 | Cache-Control: max-age=60", "store" },

        // 206 is understood; it needs a place in the whole and a request that asked for it (§3.3).
        { "9111 3.3", "GET | Range: bytes=0-4", "206 | Cache-Control: max-age=60 | Content-Range: bytes 0-4/10", "store" },
        { "9111 3.3", "GET", "206 | Cache-Control: max-age=60 | Content-Range: bytes 0-4/10", "partial-content" },
        { "9111 3.3", "GET | Range: bytes=0-4", "206 | Cache-Control: max-age=60", "partial-content" },
        { "9111 3.3", "GET | Range: bytes=0-4", "206 | Cache-Control: max-age=60 | Content-Range: bytes 0-4/*", "partial-content" },
        { "9111 3.3", "GET | Range: bytes=0-4", "206 | Cache-Control: max-age=60 | Content-Range: lines 0-4/10", "partial-content" },
        { "9111 3.3", "GET | Range: bytes=0-4", "206 | Cache-Control: max-age=60 | Content-Range: bytes 5-4/10", "partial-content" },
        { "9111 3.3", "GET | Range: bytes=0-4", "206 | Cache-Control: max-age=60 | Content-Range: bytes 0-10/10", "partial-content" },
        { "9111 3.3", "GET | Range: bytes=0-4", "200 | Cache-Control: max-age=60", "store" },

        // Answers to the request's own condition or range.
        { "9110 15.5.17", "GET | Range: bytes=99-", "416 | Cache-Control: max-age=60", "request-specific" },
        { "9110 15.5.17", "GET", "416 | Cache-Control: max-age=60", "store" },
        { "9110 15.5.13", "GET | If-Match: \"a\"", "412 | Cache-Control: max-age=60", "request-specific" },
        { "9110 15.5.13", "GET", "412 | Cache-Control: max-age=60", "store" },

        // must-understand (§5.2.2.3).
        { "9111 5.2.2.3", "GET", "200 | Cache-Control: must-understand, no-store, max-age=60", "store" },
        { "9111 5.2.2.3", "GET", "200 | Cache-Control: no-store, must-understand, max-age=60", "store" },
        { "9111 5.2.2.3", "GET", "299 | Cache-Control: must-understand, no-store, max-age=60", "status-not-understood" },
        { "9111 5.2.2.3", "GET", "599 | Cache-Control: must-understand, max-age=60", "status-not-understood" },
        { "9111 5.2.2.3", "GET", "200 | Cache-Control: must-understand, private, max-age=60", "private" },

        // no-store, in whatever form.
        { "9111 5.2.2.5", "GET", "200 | Cache-Control: no-store", "response-no-store" },
        { "9111 5.2.2.5", "GET", "200 | Cache-Control: No-StOrE", "response-no-store" },
        { "9111 5.2.2.5", "GET", "200 | Cache-Control: max-age=60 | Cache-Control: no-store", "response-no-store" },
        { "9111 5.2.2.5", "GET", "200 | Cache-Control: public, max-age=60, no-store", "response-no-store" },
        { "9111 5.2.2.5", "GET", "200 | Cache-Control: ,, no-store ,", "response-no-store" },
        { "9111 5.2.2.5", "GET", "200 | Cache-Control: no-store=\"x\", max-age=60", "response-no-store" },
        { "9111 5.2.2.5", "GET", "200 | Cache-Control: no-store; max-age=60", "response-no-store" },
        { "9111 5.2.2.5", "GET", "200 | Cache-Control: max-age=60, ext=\"no-store\"", "store" },
        { "9111 5.2.2.5", "GET", "200 | Cache-Control: max-age=60, no-storex", "store" },
        { "9111 5.2.1.5", "GET | Cache-Control: no-store", "200 | Cache-Control: max-age=60", "request-no-store" },
        { "9111 5.2.1.5", "GET | Cache-Control: max-age=0, No-Store", "200 | Cache-Control: max-age=60", "request-no-store" },

        // private (§5.2.2.7).
        { "9111 5.2.2.7", "GET", "200 | Cache-Control: private, max-age=60", "private" },
        { "9111 5.2.2.7", "GET", "200 | Cache-Control: PRIVATE, s-maxage=60", "private" },
        { "9111 5.2.2.7", "GET", "200 | Cache-Control: private=\"x-user\", max-age=60", "store" },
        { "9111 5.2.2.7", "GET", "200 | Cache-Control: private=x-user, max-age=60", "store" },
        { "9111 5.2.2.7", "GET", "200 | Cache-Control: private=\"\", max-age=60", "private" },
        { "9111 5.2.2.7", "GET", "200 | Cache-Control: private=\"not a name\", max-age=60", "private" },
        { "9111 5.2.2.7", "GET", "200 | Cache-Control: private =\"x-user\", max-age=60", "private" },
        { "9111 5.2.2.7", "GET", "200 | Cache-Control: private=\"x-user\", private, max-age=60", "private" },

        // Authorization (§3.5).
        { "9111 3.5", "GET | Authorization: Bearer x", "200 | Cache-Control: max-age=60", "authorization" },
        { "9111 3.5", "GET | Authorization: Bearer x", "200 | Expires: {+60}", "authorization" },
        { "9111 3.5", "GET | Authorization: Bearer x", "200 | Cache-Control: max-age=60, proxy-revalidate", "authorization" },
        { "9111 3.5", "GET | Authorization: Bearer x", "200 | Cache-Control: public, max-age=60", "store" },
        { "9111 3.5", "GET | Authorization: Bearer x", "200 | Cache-Control: s-maxage=60", "store" },
        { "9111 3.5", "GET | Authorization: Bearer x", "200 | Cache-Control: max-age=60, must-revalidate", "store" },
        { "9111 3.5", "GET | Authorization: Bearer x", "200 | Cache-Control: public, no-store", "response-no-store" },
        { "9111 3.5", "GET | Authorization: Bearer x", "200 | Cache-Control: s-maxage=x, max-age=60", "authorization" },
        { "9111 3.5", "GET | Authorization: Bearer x", "200 | Cache-Control: public =1, max-age=60", "authorization" },

        // At least one of: public, Expires, max-age, s-maxage, a heuristically cacheable status (§3, last item).
        { "9111 3", "GET", "200 | Expires: {+60}", "store" },
        { "9111 3", "GET", "200 | Cache-Control: s-maxage=60", "store" },
        { "9111 3", "GET", "200 | ETag: \"a\"", "store" },
        { "9111 3", "GET", "200 | Last-Modified: {-60}", "store" },
        { "9111 3", "GET", "404 | ETag: \"a\"", "store" },
        { "9111 3", "GET", "403 | ETag: \"a\"", "no-freshness" },
        { "9111 3", "GET", "302 | ETag: \"a\"", "no-freshness" },
        { "9111 3", "GET", "201 | Last-Modified: {-60}", "no-freshness" },
        { "9111 3", "GET", "599 | Last-Modified: {-60}", "no-freshness" },
        { "9111 3", "GET", "599 | Last-Modified: {-60} | Cache-Control: public", "store" },
        { "9111 3", "GET", "403 | ETag: \"a\" | Cache-Control: no-cache", "no-freshness" },

        // Of no use: never fresh, and nothing to validate with.
        { "9111 3", "GET", "200", "no-freshness" },
        { "9111 3", "GET", "200 | Cache-Control: max-age=0", "no-freshness" },
        { "9111 3", "GET", "200 | Expires: 0", "no-freshness" },
        { "9111 3", "GET", "200 | Cache-Control: max-age=0, stale-while-revalidate=60", "store" },
        { "9111 3", "GET", "200 | Cache-Control: max-age=0, stale-if-error=60", "store" },
        { "9111 5.2.2.4", "GET", "200 | Cache-Control: no-cache, max-age=60", "no-validator" },
        { "9111 5.2.2.4", "GET", "200 | Cache-Control: no-cache | ETag: \"a\"", "store" },
        { "9111 5.2.2.4", "GET", "200 | Cache-Control: no-cache=\"x-a\", max-age=60", "store" },

        // Vary (§4.1).
        { "9111 4.1", "GET", "200 | Cache-Control: max-age=60 | Vary: *", "vary-unmatchable" },
        { "9111 4.1", "GET", "200 | Cache-Control: max-age=60 | Vary: *, *", "vary-unmatchable" },
        { "9111 4.1", "GET", "200 | Cache-Control: max-age=60 | Vary: foo, *", "vary-unmatchable" },
        { "9111 4.1", "GET", "200 | Cache-Control: max-age=60 | Vary: *, foo", "vary-unmatchable" },
        { "9111 4.1", "GET", "200 | Cache-Control: max-age=60 | Vary: , *", "vary-unmatchable" },
        { "9111 4.1", "GET", "200 | Cache-Control: max-age=60 | Vary: foo | Vary: *", "vary-unmatchable" },
        { "9111 4.1", "GET", "200 | Cache-Control: max-age=60 | Vary: no name", "vary-unmatchable" },
        { "9111 4.1", "GET", "200 | Cache-Control: max-age=60 | Vary: foo, bar", "store" },
        { "9111 4.1", "GET", "200 | Cache-Control: max-age=60 | Vary: ", "store" },

        // What a request field never prevents.
        { "9111 7.3", "GET | Cookie: a=b", "200 | Cache-Control: max-age=60 | Set-Cookie: a=b", "store" },
        { "9111 5.4", "GET | Pragma: no-cache", "200 | Cache-Control: max-age=60 | Pragma: no-cache", "store" },
        { "9111 5.2.3", "GET", "200 | Cache-Control: community=\"UCI\", max-age=60", "store" },
        { "9111 5.2.3", "GET", "200 | Cache-Control: private, community=\"UCI\", max-age=60", "private" },
    };

    [Theory]
    [MemberData(nameof(Responses))]
    public void ReceivedResponse_Decided_IsStoredOrRefusedByName(string section, string request, string response, string expected)
    {
        Assert.NotEmpty(section);

        var verdict = CachePolicy.DecideStore(Given.Request(request), Given.Response(response), CachePolicyOptions.Default);

        Assert.Equal(expected, verdict is StoreVerdict.Refuse refusal ? ReasonName.Of(refusal.Reason) : "store");
    }

    [Fact]
    public void SharedAuthorizationConfigured_RequestWithCredentials_IsStored()
    {
        var options = new CachePolicyOptions { Authorization = AuthorizationSharing.Shared };

        var verdict = CachePolicy.DecideStore(
            Given.Request("GET | Authorization: Bearer x"), Given.Response("200 | Cache-Control: max-age=60"), options);

        Assert.IsType<StoreVerdict.Store>(verdict);
    }

    [Theory]
    [InlineData("200 | Content-Length: 11 | Cache-Control: max-age=60", "too-large")]
    [InlineData("200 | Content-Length: 10 | Cache-Control: max-age=60", "store")]
    [InlineData("200 | Content-Length: x | Cache-Control: max-age=60", "store")]
    [InlineData("200 | Cache-Control: max-age=60", "store")]
    public void SizeLimitOfTen_AnnouncedLength_Decides(string response, string expected)
    {
        var options = new CachePolicyOptions { MaxObjectSize = 10 };

        var verdict = CachePolicy.DecideStore(Given.Request("GET"), Given.Response(response), options);

        Assert.Equal(expected, verdict is StoreVerdict.Refuse refusal ? ReasonName.Of(refusal.Reason) : "store");
    }
}
