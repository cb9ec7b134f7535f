using System.Text.Json;
using Gateway.TestKit.RawHttp;

namespace Gateway.IntegrationTests.Admin;

public sealed class AdminAnswerTests(OneUpstream served) : IClassFixture<OneUpstream>
{
    [Theory]
    [InlineData("/healthz")]
    [InlineData("/readyz")]
    [InlineData("/metrics")]
    [InlineData("/")]
    [InlineData("/dashboard/style.css")]
    [InlineData("/dashboard/upstreams")]
    [InlineData("/api/environments")]
    [InlineData("/api/upstreams")]
    [InlineData("/api/cache")]
    [InlineData("/api/cache/entries")]
    [InlineData("/api/certificates")]
    [InlineData("/api/config")]
    public async Task WhatIsRead_AskedForWithHead_HasTheHeadOfTheAnswerAndNoBody(string path)
    {
        var get = await AskAsync("GET", path);
        var head = await AskAsync("HEAD", path);

        Assert.Equal((200, 200), (get.Status, head.Status));
        Assert.Equal((get.Value("Content-Type"), 0), (head.Value("Content-Type"), head.Body.Length));
        Assert.Equal(("no-store", "no-store"), (get.Value("Cache-Control"), head.Value("Cache-Control")));
    }

    [Theory]
    [InlineData("GET", "/nothing", 404, "unknown-path", null)]
    [InlineData("GET", "/api", 404, "unknown-path", null)]
    [InlineData("GET", "/api/environments/nowhere", 404, "unknown-path", null)]
    [InlineData("GET", "/dashboard/environments/nowhere", 404, "unknown-path", null)]
    [InlineData("PUT", "/api/environments/nowhere/log-level", 404, "unknown-path", null)]
    [InlineData("POST", "/healthz", 405, "method-not-allowed", "GET, HEAD")]
    [InlineData("DELETE", "/api/cache", 405, "method-not-allowed", "GET, HEAD")]
    [InlineData("GET", "/api/cache/purge", 405, "method-not-allowed", "POST")]
    [InlineData("GET", "/api/drain", 405, "method-not-allowed", "POST")]
    [InlineData("POST", "/api/environments/dev/log-level", 405, "method-not-allowed", "PUT")]
    [InlineData("GET", "/api/cache/entries?limit=none", 400, "invalid-target", null)]
    public async Task WhatCannotBe_Asked_IsRefusedWithItsCodeInHeadAndBody(
        string method, string path, int status, string code, string? allowed)
    {
        var response = await AskAsync(method, path, "Content-Length: 0");

        Assert.Equal((status, "application/problem+json"), (response.Status, response.Value("Content-Type")));
        Assert.Equal((code, allowed), (response.Value("X-Gateway-Error"), response.Value("Allow")));
        using var problem = JsonDocument.Parse(response.Body);
        Assert.Equal((status, code), (
            problem.RootElement.GetProperty("status").GetInt32(), problem.RootElement.GetProperty("code").GetString()));
    }

    private Task<RawResponse> AskAsync(string method, string path, params string[] lines) =>
        RawHttpClient.ExchangeAsync(served.Gateway.Admin!, RawRequest.Of(method, path, "localhost", lines));
}
