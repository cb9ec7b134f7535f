using System.Text.Json;
using Gateway.TestKit.Certificates;
using static Gateway.IntegrationTests.Security.AccessSettings;

namespace Gateway.IntegrationTests.Security;

/// <summary>The bridge for tools that cannot present a certificate.</summary>
public sealed class TokenExchangeTests : IDisposable
{
    private readonly TestCertificates _authority = new("Corp client root");

    public void Dispose() => _authority.Dispose();

    [Fact]
    public async Task CertificateShown_TokenAskedFor_TheTokenDoesWhatTheCertificateMay()
    {
        await using var gateway = await CertificateGateway.StartAsync(_authority);
        using var client = _authority.Client("ci-build");

        var given = await gateway.SendAsync(client, "POST", "/.gateway/token", "Content-Length: 0");
        var token = Text(given.Text, "token");

        Assert.Equal((200, "no-store"), (given.Status, given.Value("Cache-Control")));
        Assert.Equal(("ci-build", "guarded"), (Text(given.Text, "name"), Text(given.Text, "environment")));
        Assert.Equal(200, (await gateway.SendAsync(null, "GET", "/npm/left-pad", Bearer(token))).Status);
        Assert.Equal(200, (await gateway.SendAsync(null, "GET", "/npm/left-pad", Basic("ci-build", token))).Status);
        var refused = await gateway.SendAsync(null, "GET", "/files/x", Bearer(token));
        Assert.Equal((403, "forbidden-repository"), (refused.Status, refused.Value("X-Gateway-Error")));
        Assert.All(gateway.Upstream.Requests, request => Assert.Empty(request.Values("Authorization")));
    }

    [Fact]
    public async Task TokenShown_TokenAskedFor_IsRefused()
    {
        await using var gateway = await CertificateGateway.StartAsync(_authority);
        using var client = _authority.Client("ci-build");
        var given = await gateway.SendAsync(client, "POST", "/.gateway/token", "Content-Length: 0");

        var again = await gateway.SendAsync(null, "POST", "/.gateway/token", Bearer(Text(given.Text, "token")), "Content-Length: 0");

        Assert.Equal((403, "client-certificate-required"), (again.Status, again.Value("X-Gateway-Error")));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(20)]
    [InlineData(-1)]
    public async Task TokenChangedByOneLetter_Shown_IsNobodys(int place)
    {
        await using var gateway = await CertificateGateway.StartAsync(_authority);
        using var client = _authority.Client("ci-build");
        var token = Text((await gateway.SendAsync(client, "POST", "/.gateway/token", "Content-Length: 0")).Text, "token");
        var at = place < 0 ? token.LastIndexOf('.') + 3 : "gws_".Length + place;

        var response = await gateway.SendAsync(
            null, "GET", "/npm/left-pad", Bearer($"{token[..at]}{(token[at] == 'A' ? 'B' : 'A')}{token[(at + 1)..]}"));

        Assert.Equal((401, "token-invalid"), (response.Status, response.Value("X-Gateway-Error")));
    }

    [Fact]
    public async Task WrongMethod_Asked_IsToldWhichIsRight()
    {
        await using var gateway = await CertificateGateway.StartAsync(_authority);
        using var client = _authority.Client("ci-build");

        var response = await gateway.SendAsync(client, "GET", "/.gateway/token");

        Assert.Equal((405, "POST"), (response.Status, response.Value("Allow")));
    }

    private static string Text(string json, string member)
    {
        using var document = JsonDocument.Parse(json);
        return document.RootElement.GetProperty(member).GetString()!;
    }
}
