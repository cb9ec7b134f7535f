using Gateway.IntegrationTests.Security;
using Gateway.TestKit;
using Gateway.TestKit.Certificates;
using Gateway.TestKit.RawHttp;
using Gateway.TestKit.Upstream;

namespace Gateway.IntegrationTests.Admin;

/// <summary>The admin listener over TLS, with client certificates of operators.</summary>
public sealed class EncryptedAdminTests : IAsyncLifetime
{
    private readonly TempFolder _folder = new();
    private readonly TestCertificates _servers = new("servers");
    private readonly TestCertificates _clients = new("clients");
    private FakeUpstream _upstream = null!;
    private GatewayHost _gateway = null!;

    public async ValueTask InitializeAsync()
    {
        _upstream = await FakeUpstream.StartAsync();
        using var server = _servers.Server("localhost");
        var (certificate, key) = server.WritePem(_folder, "server");
        _gateway = await GatewayHost.StartAsync(GatewaySettings.For(_upstream.Address)
            .Set("Gateway:Certificates", new[] { new { Path = certificate, KeyPath = key } })
            .Set("Gateway:Admin", new
            {
                Url = "https://127.0.0.1:0",
                Tokens = new[] { new { Name = "alice", Hash = AccessSettings.HashOf("alice-token") } },
                ClientCertificates = new { TrustedRoots = new[] { _clients.WriteRoot(_folder, "clients") } },
                Operators = new[] { "CN=ops-*" },
            })
            .ToString());
    }

    public async ValueTask DisposeAsync()
    {
        await _gateway.DisposeAsync();
        await _upstream.DisposeAsync();
        _servers.Dispose();
        _clients.Dispose();
        _folder.Dispose();
    }

    [Theory]
    [InlineData("ops-anna", null, 200, "")]
    [InlineData("ci-build", null, 403, "is no operator's")]
    [InlineData(null, null, 401, "client certificate, or a token")]
    [InlineData(null, "alice-token", 200, "")]
    [InlineData("ops-anna", "wrong", 401, "token-invalid")]
    public async Task CertificateOrTokenShown_Asked_OperatorsAreAnswered(string? certificate, string? token, int status, string text)
    {
        using var client = certificate is null ? null : _clients.Client(certificate);

        var response = await SendAsync("GET", "/api/environments", client, token);

        Assert.Equal(status, response.Status);
        Assert.Contains(text, response.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task CertificateOfAStranger_Asked_IsToldWhy()
    {
        using var strangers = new TestCertificates("strangers");
        using var client = strangers.Client("ops-anna");

        var response = await SendAsync("GET", "/api/config", client);

        Assert.Equal(403, response.Status);
        Assert.Contains("is no trusted root", response.Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/healthz")]
    [InlineData("/readyz")]
    public async Task NobodyShown_LivenessAsked_IsTold(string target) =>
        Assert.Equal(200, (await SendAsync("GET", target, client: null)).Status);

    /// <summary>Each row changes something, or tries to; each leaves one line: what, who, from where.</summary>
    [Theory]
    [InlineData("POST", "/api/cache/purge", """{"all":true}""", "purged")]
    [InlineData("POST", "/api/cache/warm", """{"urls":["http://dev.example/files/x"]}""", "warmed")]
    [InlineData("PUT", "/api/environments/dev/log-level", """{"level":"Debug"}""", "changed the log level")]
    [InlineData("POST", "/api/drain", "", "drains the gateway")]
    public async Task Operator_Changes_LeavesOneAuditLine(string method, string target, string body, string what)
    {
        using var client = _clients.Client("ops-anna");

        var response = await SendAsync(method, target, client, token: null, body);

        Assert.True(response.Status == 200, response.Text);
        var line = Assert.Single(_gateway.Log.Entries, entry => entry.Category == "Gateway.Audit");
        Assert.StartsWith($"ops-anna at 127.0.0.1 {what}", line.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Stranger_TriesToChange_LeavesOneAuditLine()
    {
        var response = await SendAsync("POST", "/api/drain", client: null, token: null, "");

        Assert.Equal(401, response.Status);
        var line = Assert.Single(_gateway.Log.Entries, entry => entry.Category == "Gateway.Audit");
        Assert.Equal("Refused with token-required at the admin listener: POST /api/drain from 127.0.0.1.", line.Message);
    }

    /// <summary>The operator's browser shows the certificate by itself, so the page that asks must be the dashboard's own.</summary>
    [Theory]
    [InlineData("Sec-Fetch-Site: cross-site")]
    [InlineData("Sec-Fetch-Site: same-site")]
    [InlineData("Origin: https://evil.example")]
    [InlineData("Origin: null")]
    public async Task PageOfAnotherSite_Changes_IsRefusedAndNothingHappens(string field)
    {
        using var client = _clients.Client("ops-anna");

        var response = await SendAsync("POST", "/api/drain", client, token: null, "", field);

        Assert.Equal(403, response.Status);
        Assert.Equal(200, (await SendAsync("GET", "/readyz", client: null)).Status);
    }

    private async Task<RawResponse> SendAsync(
        string method, string target, TestCertificate? client, string? token = null, string body = "", params string[] lines)
    {
        List<string> fields = [.. lines, $"Content-Length: {body.Length}", "Connection: close"];
        if (token is not null)
        {
            fields.Add(AccessSettings.Bearer(token));
        }

        var authority = $"localhost:{_gateway.Admin!.Port}";
        return await RawHttpClient.ExchangeAsync(
            _gateway.Admin!,
            RawRequest.Of(method, target, authority, [.. fields]) + body,
            new RawTlsOptions { ServerName = "localhost", TrustedRoot = _servers.Root, ClientCertificate = client?.Certificate });
    }
}
