namespace Gateway.IntegrationTests.Environments;

public sealed class BadRequestTests(OneUpstream served) : IClassFixture<OneUpstream>
{
    private const string Host = "Host: dev.example\r\n";

    public static TheoryData<string, int> BadRequests => new()
    {
        { "GET /files/x HTTP/1.1\r\n\r\n", 400 },
        { "GET /files/x HTTP/1.0\r\n\r\n", 421 },
        { $"GET /files/x HTTP/1.1\r\n{Host}{Host}\r\n", 400 },
        { $"GET /files/x HTTP/1.1\r\n{Host}Host: other.example\r\n\r\n", 400 },
        { "GET /files/x HTTP/1.1\r\nHost: \r\n\r\n", 421 },
        { "GET /files/x HTTP/1.1\r\nHost: dev.example:port\r\n\r\n", 400 },
        { "GET /files/x HTTP/1.1\r\nHost: dev.example:99999\r\n\r\n", 421 },
        { "GET /files/x HTTP/1.1\r\nHost: dev example\r\n\r\n", 400 },
        { "GET /files/x HTTP/1.1\r\nHost: dev.example/files\r\n\r\n", 400 },
        { "GET /files/x HTTP/1.1\r\nHost: user@dev.example\r\n\r\n", 400 },
        { "GET /files/x HTTP/1.1\r\nHost: dev..example\r\n\r\n", 421 },
        { "GET /files/x HTTP/1.1\r\nHost: dev.example..\r\n\r\n", 421 },
        { "GET /files/x HTTP/1.1\r\nHost: dev.example, other.example\r\n\r\n", 400 },
        { $"GET http://other.example/files/x HTTP/1.1\r\n{Host}\r\n", 400 },
        { $"GET http://user@dev.example/files/x HTTP/1.1\r\n{Host}\r\n", 400 },
        { "GET http://other.example/files/x HTTP/1.1\r\nHost: other.example\r\n\r\n", 421 },
        { $"GET files/x HTTP/1.1\r\n{Host}\r\n", 400 },
        { $"OPTIONS * HTTP/1.1\r\n{Host}\r\n", 400 },
        { "CONNECT dev.example:443 HTTP/1.1\r\nHost: dev.example:443\r\n\r\n", 400 },
        { $"GET /files/a%00b HTTP/1.1\r\n{Host}\r\n", 400 },
        { $"GET /files/a\0b HTTP/1.1\r\n{Host}\r\n", 400 },
        { $"GET /files/a% HTTP/1.1\r\n{Host}\r\n", 400 },
        { $"GET /files/a%zz HTTP/1.1\r\n{Host}\r\n", 400 },
        { $"GET /files/a%2 HTTP/1.1\r\n{Host}\r\n", 400 },
        { $"GET /files/../x HTTP/1.1\r\n{Host}\r\n", 400 },
        { $"GET /files/./x HTTP/1.1\r\n{Host}\r\n", 400 },
        { $"GET /files/.. HTTP/1.1\r\n{Host}\r\n", 400 },
        { $"GET /x/../files/x HTTP/1.1\r\n{Host}\r\n", 400 },
        { $"GET /files/%2e%2e/x HTTP/1.1\r\n{Host}\r\n", 400 },
        { $"GET /files/%2E./x HTTP/1.1\r\n{Host}\r\n", 400 },
        { $"GET /files/..%2fx HTTP/1.1\r\n{Host}\r\n", 400 },
        { $"GET /files/%2e%2e%2Fx HTTP/1.1\r\n{Host}\r\n", 400 },
        { $"GET /files/..\\x HTTP/1.1\r\n{Host}\r\n", 400 },
        { $"GET /files/..%5cx HTTP/1.1\r\n{Host}\r\n", 400 },
        { $"GET /files/..;/x HTTP/1.1\r\n{Host}\r\n", 400 },
        { $"GET /files/%c0%ae%c0%ae/x HTTP/1.1\r\n{Host}\r\n", 400 },
        { $"GET http://dev.example/files/../x HTTP/1.1\r\n{Host}\r\n", 400 },
        { $"GET /files/x#y HTTP/1.1\r\n{Host}\r\n", 400 },
        { $"GET /files/a b HTTP/1.1\r\n{Host}\r\n", 400 },
        { $"GET /files/\u00e9 HTTP/1.1\r\n{Host}\r\n", 400 },
        { $"TRACE /files/x HTTP/1.1\r\n{Host}\r\n", 405 },
        { $"GET /files/x HTTP/1.1\r\n{Host}X: a\r\n b\r\n\r\n", 400 },
        { $"POST /files/x HTTP/1.1\r\n{Host}Content-Length: 1\r\nContent-Length: 2\r\n\r\nab", 400 },
        { $"POST /files/x HTTP/1.1\r\n{Host}Content-Length: 1\r\nTransfer-Encoding: gzip\r\n\r\na", 400 },
        { $"GET /files/{new string('a', 17 * 1024)} HTTP/1.1\r\n{Host}\r\n", 414 },
    };

    [Theory]
    [MemberData(nameof(BadRequests))]
    public async Task RequestThatCouldMeanTwoThings_Sent_IsRefusedAndReachesNoUpstream(string request, int status)
    {
        var before = served.Upstream.Requests.Count;

        var response = await served.SendAsync(request);

        Assert.Equal(status, response.Status);
        Assert.Equal(before, served.Upstream.Requests.Count);
    }
}
