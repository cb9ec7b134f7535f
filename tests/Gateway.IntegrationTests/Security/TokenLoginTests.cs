using System.Text.Json;
using Gateway.IntegrationTests.Cli;
using Gateway.TestKit;
using Gateway.TestKit.Certificates;
using static Gateway.IntegrationTests.Security.AccessSettings;

namespace Gateway.IntegrationTests.Security;

/// <summary><c>gateway token login</c> against a gateway.</summary>
public sealed class TokenLoginTests : IDisposable
{
    private readonly TestCertificates _authority = new("Corp client root");
    private readonly TempFolder _folder = new();

    public void Dispose()
    {
        _authority.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task CertificateShown_LoggedInAsJson_TheTokenIsGood()
    {
        await using var gateway = await StartAsync();

        var run = await LoginAsync(gateway, "--json");

        Assert.Equal((0, ""), (run.Status, run.Error));
        using var document = JsonDocument.Parse(run.Output);
        var token = document.RootElement.GetProperty("token").GetString()!;
        Assert.Equal("ci-build", document.RootElement.GetProperty("name").GetString());
        Assert.Equal($"machine localhost login ci-build password {token}", document.RootElement.GetProperty("netrc").GetString());
        Assert.Equal(
            $"//localhost:{gateway.Host.Address.Port}/npm/:_authToken={token}",
            document.RootElement.GetProperty("npmrc").EnumerateArray().Single().GetString());
        Assert.Equal(200, (await gateway.SendAsync(null, "GET", "/npm/left-pad", Bearer(token))).Status);
    }

    [Fact]
    public async Task FilesNamed_LoggedInTwice_HoldTheNewTokenOnceAndNobodyElseReadsThem()
    {
        await using var gateway = await StartAsync();
        var (netrc, npmrc) = (_folder.Write(".netrc", "machine other login u password p\n"), _folder[".npmrc"]);

        await LoginAsync(gateway, "--netrc", netrc, "--npmrc", npmrc);
        var run = await LoginAsync(gateway, "--netrc", netrc, "--npmrc", npmrc);

        Assert.Equal((0, ""), (run.Status, run.Error));
        Assert.DoesNotContain("gws_", run.Output, StringComparison.Ordinal);
        var lines = await File.ReadAllLinesAsync(netrc, TestContext.Current.CancellationToken);
        Assert.Equal(2, lines.Length);
        Assert.Equal("machine other login u password p", lines[0]);
        var token = lines[1].Split(' ')[^1];
        Assert.Equal(200, (await gateway.SendAsync(null, "GET", "/npm/left-pad", Basic("ci-build", token))).Status);
        Assert.Single(await File.ReadAllLinesAsync(npmrc, TestContext.Current.CancellationToken));
        Assert.All([netrc, npmrc], MustBeForTheOwnerOnly);
    }

    [Fact]
    public async Task FileIsALink_LoggedIn_StaysALink()
    {
        await using var gateway = await StartAsync();
        var real = _folder.Write("dotfiles/netrc", "");
        var link = _folder[".netrc"];
        File.CreateSymbolicLink(link, real);

        await LoginAsync(gateway, "--netrc", link);

        Assert.NotNull(new FileInfo(link).LinkTarget);
        Assert.Contains("gws_", await File.ReadAllTextAsync(real, TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    [Fact]
    public async Task CertificateOfAStranger_LoggedIn_IsToldWhy()
    {
        await using var gateway = await StartAsync();
        using var strangers = new TestCertificates("Strangers");
        using var stranger = strangers.Client("ci-build");

        var run = await LoginAsync(gateway, stranger, []);

        run.MustFail(1, "client-certificate-invalid");
        Assert.Contains("is no trusted root", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task EnvironmentWithoutClientCertificates_LoggedIn_IsToldSo()
    {
        await using var gateway = await CertificateGateway.StartAsync(
            _authority,
            change: settings => settings.Remove("Gateway:Environments:dev").Environment("free", CertificateGateway.Free, "localhost"));

        (await LoginAsync(gateway)).MustFail(1, "its policy has no ClientCertificates");
    }

    [Fact]
    public async Task ServerOfAnUnknownAuthority_LoggedIn_IsNotShownTheCertificate()
    {
        await using var gateway = await StartAsync();
        using var client = _authority.Client("ci-build");
        var (certificate, key) = client.WritePem(_folder, "ci-build");

        var run = await CommandRun.OfAsync("token", "login", Url(gateway), "--cert", certificate, "--key", key);

        run.MustFail(1, "--ca FILE");
    }

    [Theory]
    [InlineData("http://localhost:1")]
    [InlineData("localhost")]
    [InlineData("https://localhost:1")]
    public async Task WrittenWrong_LoggedIn_IsWrongUsage(string url) =>
        Assert.Equal(2, (await CommandRun.OfAsync("token", "login", url)).Status);

    private static void MustBeForTheOwnerOnly(string file)
    {
        if (!OperatingSystem.IsWindows())
        {
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file));
        }
    }

    private static string Url(CertificateGateway gateway) => $"https://localhost:{gateway.Host.Address.Port}/npm/anything";

    private Task<CertificateGateway> StartAsync() => CertificateGateway.StartAsync(
        _authority,
        change: settings => settings.Remove("Gateway:Environments:dev").Set(
            "Gateway:Environments:guarded", new { Hosts = new[] { CertificateGateway.Guarded, "localhost" }, SecurityPolicy = "guarded" }));

    private async Task<CommandRun> LoginAsync(CertificateGateway gateway, params string[] arguments)
    {
        using var client = _authority.Client("ci-build");
        return await LoginAsync(gateway, client, arguments);
    }

    private Task<CommandRun> LoginAsync(CertificateGateway gateway, TestCertificate client, string[] arguments)
    {
        var (certificate, key) = client.WritePem(_folder, "client");
        return CommandRun.OfAsync(
            ["token", "login", Url(gateway), "--ca", gateway.WriteServerRoot(), "--cert", certificate, "--key", key, .. arguments]);
    }
}
