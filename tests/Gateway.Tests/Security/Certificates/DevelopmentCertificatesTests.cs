using System.Security.Cryptography.X509Certificates;
using Gateway.Security.Certificates;
using Gateway.TestKit;
using Xunit;

namespace Gateway.Tests.Security.Certificates;

public sealed class DevelopmentCertificatesTests : IDisposable
{
    private readonly TempFolder _folder = new();
    private readonly ManualClock _clock = new(TimeProvider.System.GetUtcNow());

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task EmptyFolder_Ensure_MakesACertificateThatTheAuthorityVouchesFor()
    {
        var files = await EnsureAsync();

        Assert.True(files.WasMade);
        using var leaf = X509Certificate2.CreateFromPemFile(files.Certificate, files.Key);
        using var authority = X509CertificateLoader.LoadCertificateFromFile(files.Authority);
        using var chain = new X509Chain { ChainPolicy = { TrustMode = X509ChainTrustMode.CustomRootTrust } };
        chain.ChainPolicy.CustomTrustStore.Add(authority);
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        Assert.True(chain.Build(leaf), string.Join(' ', chain.ChainStatus.Select(status => status.StatusInformation)));
        Assert.True(leaf.MatchesHostname("localhost") && leaf.MatchesHostname("any.localhost") && leaf.MatchesHostname("127.0.0.1"));
        Assert.InRange(leaf.NotAfter - leaf.NotBefore, TimeSpan.FromDays(390), TimeSpan.FromDays(397));
        Assert.InRange(authority.NotAfter - authority.NotBefore, TimeSpan.FromDays(3640), TimeSpan.FromDays(3660));
    }

    [Fact]
    public async Task Made_Keys_AreReadableByTheirOwnerOnlyAndIgnoredByGit()
    {
        await EnsureAsync();

        Assert.Contains("\n*\n", await TextAsync(_folder["certs/.gitignore"]), StringComparison.Ordinal);
        if (!OperatingSystem.IsWindows())
        {
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(_folder["certs/server.key"]));
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(_folder["certs/ca.key"]));
        }
    }

    [Fact]
    public async Task StillGood_Ensure_KeepsEverything()
    {
        var first = await EnsureAsync();
        var before = await TextAsync(first.Certificate);
        _clock.Advance(TimeSpan.FromDays(380));

        var second = await EnsureAsync();

        Assert.False(second.WasMade);
        Assert.Equal(before, await TextAsync(second.Certificate));
    }

    [Fact]
    public async Task EndsWithinAWeek_Ensure_RenewsItWithTheSameAuthority()
    {
        var first = await EnsureAsync();
        var authority = await TextAsync(first.Authority);
        _clock.Advance(TimeSpan.FromDays(391));

        var second = await EnsureAsync();

        Assert.True(second.WasMade);
        Assert.Equal(authority, await TextAsync(second.Authority));
    }

    [Theory]
    [InlineData("server.key")]
    [InlineData("server.pem")]
    [InlineData("ca.key")]
    [InlineData("ca.pem")]
    public async Task FileLostOrSpoilt_Ensure_MakesWhatIsNeededAgain(string name)
    {
        await EnsureAsync();
        await File.WriteAllTextAsync(_folder["certs/" + name], "spoilt", TestContext.Current.CancellationToken);

        var files = await EnsureAsync();

        Assert.True(files.WasMade);
        Assert.False((await EnsureAsync()).WasMade);
    }

    [Fact]
    public async Task FurtherName_Ensure_MakesACertificateForItToo()
    {
        await EnsureAsync();

        var files = await new DevelopmentCertificates(_folder["certs"], _clock)
            .EnsureAsync([.. DevelopmentCertificates.StandardNames, "registry.test"], TestContext.Current.CancellationToken);

        Assert.True(files.WasMade);
        using var leaf = X509CertificateLoader.LoadCertificateFromFile(files.Certificate);
        Assert.True(leaf.MatchesHostname("registry.test"));
    }

    [Fact]
    public async Task ManyStartsAtOnce_Ensure_MakeOneAuthority()
    {
        var all = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() =>
            new DevelopmentCertificates(_folder["certs"], TimeProvider.System)
                .EnsureAsync(DevelopmentCertificates.StandardNames, TestContext.Current.CancellationToken))));

        Assert.Single(all, files => files.WasMade);
    }

    private static Task<string> TextAsync(string path) => File.ReadAllTextAsync(path, TestContext.Current.CancellationToken);

    private Task<DevelopmentCertificateFiles> EnsureAsync() =>
        new DevelopmentCertificates(_folder["certs"], _clock)
            .EnsureAsync(DevelopmentCertificates.StandardNames, TestContext.Current.CancellationToken);
}
