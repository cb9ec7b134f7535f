using System.Text.Json;
using Gateway.TestKit;
using Gateway.TestKit.Certificates;
using Xunit;

namespace Gateway.Tests.Cli;

public sealed class CertsCommandTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task InitTwice_Certs_MakesAndThenKeeps()
    {
        var first = await CommandResult.OfAsync("certs", "init", "--directory", _folder["certs"]);
        var second = await CommandResult.OfAsync("certs", "init", "--directory", _folder["certs"], "--json");

        Assert.StartsWith("made ", first.Output, StringComparison.Ordinal);
        Assert.Contains("NODE_EXTRA_CA_CERTS=" + _folder["certs/ca.pem"], first.Output, StringComparison.Ordinal);
        using var document = JsonDocument.Parse(second.Output);
        Assert.False(document.RootElement.GetProperty("wasMade").GetBoolean());
        Assert.Equal(_folder["certs/ca.pem"], document.RootElement.GetProperty("authority").GetString());
    }

    [Fact]
    public async Task ClientWithUri_ThenShow_ExplainsIt()
    {
        await CommandResult.OfAsync("certs", "client", "ci-build", "--directory", _folder["certs"], "--uri", "spiffe://corp/ci/build");

        var shown = await CommandResult.OfAsync("certs", "show", _folder["certs/ci-build.pem"]);

        Assert.Equal(0, shown.Status);
        Assert.Contains("CN=ci-build", shown.Output, StringComparison.Ordinal);
        Assert.Contains("spiffe://corp/ci/build", shown.Output, StringComparison.Ordinal);
        Assert.Contains("clients", shown.Output, StringComparison.Ordinal);
        Assert.Contains("396 days left", shown.Output, StringComparison.Ordinal);
        Assert.Contains("ci-build.key matches the certificate", shown.Output, StringComparison.Ordinal);
        Assert.Contains("must know its issuer 'CN=Gateway development authority", shown.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task WrongKeyAndWrongOrder_Show_SaysBoth()
    {
        using var root = new TestCertificates();
        using var issuer = root.Intermediate();
        using var one = issuer.Server("one.example.com");
        using var two = issuer.Server("two.example.com");
        var path = _folder.Write("mixed.pem", one.CertificatePem + two.CertificatePem);
        var (_, key) = issuer.Server("three.example.com").WritePem(_folder, "three");

        var shown = await CommandResult.OfAsync("certs", "show", path, "--key", key);

        Assert.Contains("wrong order", shown.Output, StringComparison.Ordinal);
        Assert.Contains("does not match the certificate", shown.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Json_Show_HasTheDates()
    {
        using var root = new TestCertificates();
        using var certificate = root.Expired("one.example.com");
        var (path, _) = certificate.WritePem(_folder, "old");

        var shown = await CommandResult.OfAsync("certs", "show", path, "--json");

        using var document = JsonDocument.Parse(shown.Output);
        var first = document.RootElement.GetProperty("certificates")[0];
        Assert.True(first.GetProperty("daysLeft").GetInt32() < 0);
        Assert.Contains("days ago", first.GetProperty("validity").GetString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("absent.pem", null, "There is no file")]
    [InlineData("text.pem", "hello", "holds no certificate")]
    [InlineData("empty.pem", "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n", "holds no certificate")]
    public async Task NoCertificate_Show_SaysSoAndGives1(string name, string? content, string expected)
    {
        if (content is not null)
        {
            _folder.Write(name, content);
        }

        var shown = await CommandResult.OfAsync("certs", "show", _folder[name]);

        Assert.Equal(1, shown.Status);
        Assert.Contains(expected, shown.Error, StringComparison.Ordinal);
    }
}
