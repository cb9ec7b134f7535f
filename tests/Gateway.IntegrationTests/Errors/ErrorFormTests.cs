using System.Globalization;
using System.Text.Json;
using Gateway.TestKit;
using Gateway.TestKit.RawHttp;
using Gateway.TestKit.Upstream;

namespace Gateway.IntegrationTests.Errors;

public sealed class ErrorFormTests
{
    [Theory]
    [InlineData("generic")]
    [InlineData("npm")]
    [InlineData("nuget")]
    public async Task Error_ForMostClients_IsProblemJson(string format)
    {
        var response = await FailAsync(format, policy: "open");

        Assert.Equal(502, response.Status);
        Assert.Equal("application/problem+json", response.Value("Content-Type"));
        Assert.Equal(("no-store", "nosniff"), (response.Value("Cache-Control"), response.Value("X-Content-Type-Options")));
        using var problem = JsonDocument.Parse(response.Body);
        var root = problem.RootElement;
        Assert.Equal("urn:gateway:error:upstream-connection-refused", root.GetProperty("type").GetString());
        Assert.Equal(502, root.GetProperty("status").GetInt32());
        Assert.NotEmpty(root.GetProperty("title").GetString()!);
        Assert.NotEmpty(root.GetProperty("detail").GetString()!);
        Assert.StartsWith("upstream-connection-refused: ", root.GetProperty("error").GetString(), StringComparison.Ordinal);
        Assert.Matches("^[0-9a-f]{32}$", root.GetProperty("traceId").GetString());
    }

    [Fact]
    public async Task Error_ForGo_IsAtMostEightLinesOfPlainText()
    {
        var response = await FailAsync("go", policy: "open");

        Assert.Equal("text/plain; charset=utf-8", response.Value("Content-Type"));
        var lines = response.Text.TrimEnd('\n').Split('\n');
        Assert.InRange(lines.Length, 1, 8);
        Assert.StartsWith("gateway: upstream-connection-refused: ", lines[0], StringComparison.Ordinal);
        Assert.Matches("^trace [0-9a-f]{32}$", lines[^1]);
    }

    [Theory]
    [InlineData("GET /nothing/@v/list HTTP/1.1\r\nHost: dev.example\r\n", 404)]
    [InlineData("GET /files/@v/list HTTP/1.1\r\nHost: other.example\r\n", 421)]
    public async Task NoRepositoryIsFound_GoAsked_IsPlainText(string head, int status)
    {
        await using var gateway = await StartAsync("go", "open");

        var response = await RawHttpClient.ExchangeAsync(gateway.Address, $"{head}User-Agent: Go-http-client/1.1\r\n\r\n");

        Assert.Equal((status, "text/plain; charset=utf-8"), (response.Status, response.Value("Content-Type")));
    }

    [Theory]
    [InlineData("open", true)]
    [InlineData("internal", true)]
    [InlineData("strict", false)]
    public async Task Destination_Failed_IsNamedOnlyWhereThePolicyShowsDetails(string policy, bool isShown)
    {
        var response = await FailAsync("generic", policy);

        Assert.Equal(isShown, response.Text.Contains("127.0.0.1:", StringComparison.Ordinal));
    }

    [Fact]
    public async Task TraceOfAnError_Told_IsTheOneOfTheAccessLine()
    {
        await using var gateway = await StartAsync("generic", "open");

        var response = await RawHttpClient.ExchangeAsync(gateway.Address, RawRequest.Get("/nothing"));

        using var problem = JsonDocument.Parse(response.Body);
        var line = await gateway.Log.WaitForAsync(entry => entry.Category == "Gateway.Access");
        Assert.Equal($"{line["TraceId"]}", problem.RootElement.GetProperty("traceId").GetString(), StringComparer.Ordinal);
        Assert.Equal("unknown-repository", line["Error"]);
    }

    [Fact]
    public async Task Head_OfAnError_HasTheFieldsAndNoBody()
    {
        await using var gateway = await StartAsync("generic", "open");

        var response = await RawHttpClient.ExchangeAsync(
            gateway.Address, RawRequest.Of("HEAD", "/nothing", GatewaySettings.DevHost));

        Assert.Equal((404, "unknown-repository"), (response.Status, response.Value("X-Gateway-Error")));
        Assert.NotEqual(0, int.Parse(response.Value("Content-Length")!, CultureInfo.InvariantCulture));
    }

    [Fact]
    public async Task AnswerOfTheUpstream_WithAnErrorStatus_CarriesNoCode()
    {
        await using var upstream = await FakeUpstream.StartAsync();
        upstream.Otherwise(Reply.With(500, "its own words"));
        await using var gateway = await GatewayHost.StartAsync(GatewaySettings.For(upstream.Address).ToString());

        var response = await RawHttpClient.ExchangeAsync(gateway.Address, RawRequest.Get("/files/x"));

        Assert.Equal((500, "its own words", null), (response.Status, response.Text, response.Value("X-Gateway-Error")));
    }

    [Fact]
    public async Task MarkupInTheTarget_Refused_ComesBackInNoError()
    {
        await using var gateway = await StartAsync("generic", "open");

        var response = await RawHttpClient.ExchangeAsync(gateway.Address, RawRequest.Get("/<script>alert(1)</script>"));

        Assert.Equal(404, response.Status);
        Assert.DoesNotContain("<script>", response.Text, StringComparison.Ordinal);
    }

    private static async Task<RawResponse> FailAsync(string format, string policy)
    {
        await using var gateway = await StartAsync(format, policy);
        return await RawHttpClient.ExchangeAsync(gateway.Address, RawRequest.Get("/files/example.com/@v/list"));
    }

    /// <summary>A gateway whose only destination has just stopped listening.</summary>
    private static async Task<GatewayHost> StartAsync(string format, string policy)
    {
        await using var gone = await FakeUpstream.StartAsync();
        return await GatewayHost.StartAsync(GatewaySettings.For(gone.Address)
            .Set("Gateway:Repositories:files:Format", format)
            .Set("Gateway:Environments:dev:SecurityPolicy", policy)
            .ToString());
    }
}
