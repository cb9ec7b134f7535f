using Gateway.TestKit.RawHttp;
using Gateway.TestKit.Upstream;
using static Gateway.IntegrationTests.Caching.Step;

namespace Gateway.IntegrationTests.Caching.Rules;

/// <summary>
/// Where a message ends and whom its fields are for: RFC 9112 sections 6.1 and 6.3, RFC 9110 section 7.6.1. What is in doubt is not stored.
/// </summary>
[Collection(nameof(CacheRulesCollection))]
public sealed class FramingRules(CacheHost host)
{
    private static readonly Rule[] All =
    [
        Refused("two lengths", "Content-Length: 3\r\nContent-Length: 5", "abcde"),
        Refused("two equal lengths", "Content-Length: 3\r\nContent-Length: 3", "abc"),
        Refused("two lengths on one line", "Content-Length: 3, 5", "abcde"),
        Refused("a length that is no number", "Content-Length: abc", "abc"),
        Refused("a negative length", "Content-Length: -1", "abc"),
        Refused("a length with a sign", "Content-Length: +3", "abc"),
        Refused("a length beyond 64 bits", "Content-Length: 99999999999999999999", "abc"),
        Refused("a coding that was not asked for", "Transfer-Encoding: gzip, chunked", "3\r\nabc\r\n0\r\n\r\n"),
        new("9112 6.3", "chunks count before a length",
            Get().Upstream(Raw("Transfer-Encoding: chunked\r\nContent-Length: 5", "3\r\nabc\r\n0\r\n\r\n")).Is("MISS", "abc"),
            Get().Is("HIT", "abc")),
        new("9112 6.3", "without a length the end of the connection is the end",
            Get().Upstream(Raw("X-A: 1", "abc")).Is("MISS", "abc"),
            Get().Is("HIT", "abc").Showing("Content-Length: 3")),
    ];

    public static TheoryData<string> Rows => RuleSet.Names(All);

    [Theory]
    [MemberData(nameof(Rows))]
    public Task AnswerFramed_Asked_IsAsTheRuleSays(string row) => new RuleRun(host, RuleSet.Find(All, row)).RunAsync();

    [Fact]
    public async Task FieldOfTheConnection_AnswerVariesByIt_IsStoredByWhatTheUpstreamSaw()
    {
        var path = host.NewPath();
        host.On(path, context => Reply.With(
            200, $"of {context.Request.Headers["X-A"]}", ("Date", host.Date()), ("Cache-Control", "max-age=60"), ("Vary", "X-A"))(context));

        // Not by way of the host's own: its "Connection: close" is all that the server would keep of the field.
        var named = await RawHttpClient.ExchangeAsync(
            host.Gateway.Address, RawRequest.Of("GET", $"/plain{path}", "localhost", "Connection: X-A", "X-A: 1"));
        var plain = await host.GetAsync($"/plain{path}", "X-A: 1");
        var without = await host.GetAsync($"/plain{path}");

        Assert.Equal(("of ", "of 1", "of "), (named.Text, plain.Text, without.Text));
        Assert.Equal("HIT", without.Value("X-Cache-Status"));
    }

    private static Rule Refused(string what, string fields, string body) => new(
        "9112 6.3",
        $"{what}: nothing is passed on or stored",
        Get().Upstream(Raw(fields, body)).Is("MISS", status: 502).Showing("X-Gateway-Error: upstream-invalid-response"),
        Get().Upstream(200, "whole", "Cache-Control: max-age=60").Is("MISS", "whole"));

    private static Microsoft.AspNetCore.Http.RequestDelegate Raw(string fields, string body) =>
        Fault.Raw($"HTTP/1.1 200 OK\r\nCache-Control: max-age=60\r\n{fields}\r\n\r\n{body}");
}
