using System.Text.Json;
using Gateway.TestKit;
using Gateway.TestKit.Certificates;
using Gateway.Tests.Configuration;
using Xunit;

namespace Gateway.Tests.Cli;

public sealed class CheckCommandTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task GoodFile_Check_SaysHowMuchItHoldsAndGives0()
    {
        var result = await CommandResult.OfAsync("check", "--config", _folder.Write("a.json", SettingsText.Good));

        Assert.EndsWith(
            "configuration is valid: 2 environments, 2 repositories, 3 upstreams" + Environment.NewLine,
            result.Output,
            StringComparison.Ordinal);
        Assert.Equal(0, result.Status);
    }

    [Fact]
    public async Task ManyFaults_Check_PrintsEachOnALineWithItsPathAndGives1()
    {
        using var authority = new TestCertificates();
        using var expired = authority.Expired("dev.example.com");
        using var other = authority.Server("example.com");
        var (expiredPath, expiredKey) = expired.WritePem(_folder, "expired");
        var (_, otherKey) = other.WritePem(_folder, "other");
        var result = await CommandResult.OfAsync(
            "check",
            "--config", _folder.Write("a.json", SettingsText.Good),
            "--Gateway:Enviroments:x=1",
            "--Gateway:Environments:dev:Hosts:0=example.com",
            "--Gateway:Cache:DiskSize=10 elephants",
            "--Gateway:Repositories:go:Upstreams:0=go-nowhere",
            $"--Gateway:Certificates:0:Path={expiredPath}", $"--Gateway:Certificates:0:KeyPath={expiredKey}",
            $"--Gateway:Certificates:1:Path={expiredPath}", $"--Gateway:Certificates:1:KeyPath={otherKey}");

        Assert.Equal(1, result.Status);
        foreach (var expected in new[]
        {
            "Gateway:Enviroments: 'Enviroments' is not a setting; did you mean 'Environments'?",
            "already chooses environment",
            "Gateway:Cache:DiskSize: '10 elephants'",
            "Gateway:Repositories:go:Upstreams:0: There is no cluster 'go-nowhere'",
            "expired on ",
            "does not match the certificate",
            "6 faults; the gateway does not start with this configuration.",
        })
        {
            Assert.Contains(expected, result.Output, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Warning_Check_IsPrintedAndGives0()
    {
        var result = await CommandResult.OfAsync(
            "check",
            "--config", _folder.Write("a.json", SettingsText.Good),
            "--ReverseProxy:Clusters:spare:Destinations:one:Address=http://127.0.0.1:1/");

        Assert.Contains("warning: ReverseProxy:Clusters:spare: No repository", result.Output, StringComparison.Ordinal);
        Assert.Equal(0, result.Status);
    }

    [Theory]
    [InlineData("10GiB", true, 0)]
    [InlineData("much", false, 1)]
    public async Task Json_Check_IsOneDocument(string size, bool valid, int status)
    {
        var result = await CommandResult.OfAsync(
            "check", "--json", "--config", _folder.Write("a.json", SettingsText.Good), $"--Gateway:Cache:DiskSize={size}");

        using var document = JsonDocument.Parse(result.Output);
        Assert.Equal(valid, document.RootElement.GetProperty("valid").GetBoolean());
        Assert.Equal(status, document.RootElement.GetProperty("faults").GetArrayLength());
        Assert.Equal(status, result.Status);
        if (!valid)
        {
            Assert.Equal("Gateway:Cache:DiskSize", document.RootElement.GetProperty("faults")[0].GetProperty("path").GetString());
        }
    }

    [Theory]
    [InlineData("--urls=https://*:8443", "Urls")]
    [InlineData("--Kestrel:Endpoints:a:Url=https://*:8443", "Kestrel:Endpoints:a:Url")]
    public async Task HttpsWithoutCertificate_Check_IsAFaultButInDevelopment(string setting, string path)
    {
        var file = _folder.Write("a.json", SettingsText.Good);

        var result = await CommandResult.OfAsync("check", "--config", file, setting);
        var development = await CommandResult.OfAsync("check", "--config", file, setting, "--environment", "Development");

        Assert.Contains(
            $"{path}: 'https://*:8443' is https, and there is no certificate to show; name one under Gateway:Certificates, or write http.",
            result.Output,
            StringComparison.Ordinal);
        Assert.Equal((1, 0), (result.Status, development.Status));
    }

    [Fact]
    public async Task HttpsWithCertificate_Check_IsValid()
    {
        using var authority = new TestCertificates();
        using var certificate = authority.Server("example.com");
        var (path, key) = certificate.WritePem(_folder, "server");

        var result = await CommandResult.OfAsync(
            "check", "--config", _folder.Write("a.json", SettingsText.Good), "--urls=https://*:8443",
            $"--Gateway:Certificates:0:Path={path}", $"--Gateway:Certificates:0:KeyPath={key}");

        Assert.Equal(0, result.Status);
    }

    [Fact]
    public async Task MissingFile_Check_NamesIt()
    {
        var result = await CommandResult.OfAsync("check", "--config", _folder["absent.json"]);

        Assert.Contains($"{_folder["absent.json"]}: There is no such file", result.Output, StringComparison.Ordinal);
        Assert.Equal(1, result.Status);
    }
}
