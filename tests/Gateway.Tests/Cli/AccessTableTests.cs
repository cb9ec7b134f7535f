using Gateway.TestKit;
using Gateway.TestKit.Certificates;
using Gateway.Tests.Configuration;
using Xunit;

namespace Gateway.Tests.Cli;

public sealed class AccessTableTests : IDisposable
{
    private const string Policy = "--Gateway:SecurityPolicies:strict";

    private readonly TempFolder _folder = new();
    private readonly string[] _settings;

    public AccessTableTests()
    {
        using var authority = new TestCertificates();
        _settings =
        [
            $"{Policy}:Tokens:0:Name=bot",
            $"{Policy}:Tokens:0:Hash=sha256:{new string('0', 64)}",
            $"{Policy}:Tokens:0:Roles:0=publisher",
            $"{Policy}:Roles:publisher:Grants:0:Repositories:0=npm",
            $"{Policy}:Roles:publisher:Grants:0:Names:0=@corp/*",
            $"{Policy}:Roles:publisher:Grants:0:Actions:0=read",
            $"{Policy}:Roles:publisher:Grants:0:Actions:1=publish",
            $"{Policy}:Roles:ci:Certificates:0=CN=ci-*",
            $"{Policy}:Roles:ci:Grants:0:Repositories:0=*",
            $"{Policy}:ClientCertificates:TrustedRoots:0={authority.WriteRoot(_folder)}",
        ];
    }

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("bot", @"^prod +npm +@corp/\* +read, publish +publisher$", 0)]
    [InlineData("ci-7", @"^prod +\* +\* +read +ci$", 0)]
    [InlineData("CN=ci-7", @"^prod +\* +\* +read +ci$", 0)]
    [InlineData("CN=person", null, 1)]
    [InlineData("anonymous", null, 0)]
    public async Task Identity_RoutesAsIt_PrintsWhatItMayAndNoMore(string identity, string? strict, int status)
    {
        var result = await CommandResult.OfAsync(
            ["routes", "--as", identity, "--config", _folder.Write("a.json", SettingsText.Good), .. _settings]);

        var lines = result.Output.Split(Environment.NewLine, StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        Assert.Equal(status, result.Status);
        Assert.Matches("^Environment +Repository +Names +Actions +Role$", lines[0]);
        Assert.Matches(@"^dev +\* +\* +read, publish, delete +nobody is asked$", lines[1]);
        Assert.Equal(strict is null ? 2 : 3, lines.Length);
        if (strict is not null)
        {
            Assert.Matches(strict, lines[2]);
        }
    }
}
