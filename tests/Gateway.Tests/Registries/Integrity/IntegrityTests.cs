using System.Security.Cryptography;
using System.Text;
using Gateway.Configuration;
using Gateway.Environments;
using Gateway.Registries.Integrity;
using Gateway.Registries.Npm;
using Gateway.Tests.Registries.Documents;
using Xunit;

namespace Gateway.Tests.Registries.Integrity;

public sealed class IntegrityTests
{
    private static readonly byte[] Tarball = Encoding.UTF8.GetBytes(new string('t', 10_000));
    private static readonly string Sha512 = "sha512-" + Convert.ToBase64String(SHA512.HashData(Tarball));
    private static readonly string Sha256 = "sha256-" + Convert.ToBase64String(SHA256.HashData(Tarball));
    private static readonly byte[] Sha1Hash = CryptographicOperations.HashData(HashAlgorithmName.SHA1, Tarball);
    private static readonly string Sha1 = "sha1-" + Convert.ToBase64String(Sha1Hash);
    private static readonly string OtherSha512 = "sha512-" + Convert.ToBase64String(SHA512.HashData([1]));

    public static TheoryData<string, bool> Texts => new()
    {
        { Sha512, true },
        { Sha256, true },
        { Sha1, true },
        { $"{Sha512}?option", true },
        { $"  {Sha1}\n{Sha512} ", true },
        { $"{OtherSha512} {Sha512}", true },
        { $"md5-AAAA {Sha256}", true },
        { $"sha512-AAAA {Sha256}", true },
        { Sha512.Replace("sha512", "SHA512", StringComparison.Ordinal), true },
        { OtherSha512, false },
        { $"{OtherSha512} {Sha1}", false },
    };

    [Theory]
    [MemberData(nameof(Texts))]
    public async Task Tarball_HandedOn_EndsOnlyWhenIntact(string text, bool intact)
    {
        using var copy = new MemoryStream();
        using var body = new VerifiedBody(
            copy, SubresourceIntegrity.Parse(text)!, Tarball.Length, TestContext.Current.CancellationToken);
        await WriteAsync(body, Tarball, 777);

        if (intact)
        {
            await body.EndAsync(fault: null);
            Assert.Equal(Tarball, copy.ToArray());
        }
        else
        {
            await Assert.ThrowsAsync<IntegrityException>(() => body.EndAsync(fault: null));
            Assert.Equal(0, copy.Length);
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(65536)]
    [InlineData(300_000)]
    [InlineData(1_000_000)]
    public async Task LongTarball_HandedOnInAnyChunks_LacksItsEndUntilItIsKnownToBeIntact(int chunk)
    {
        var tarball = new byte[1_000_000];
        new Random(1).NextBytes(tarball);
        using var copy = new MemoryStream();
        using var body = new VerifiedBody(
            copy, SubresourceIntegrity.Of(HashAlgorithmName.SHA512, SHA512.HashData(tarball)), length: null, CancellationToken.None);
        await WriteAsync(body, tarball, chunk);

        Assert.InRange(copy.Length, 1, tarball.Length - 1);
        Assert.Equal(tarball[..(int)copy.Length], copy.ToArray());
        await body.EndAsync(fault: null);

        Assert.Equal(tarball, copy.ToArray());
    }

    [Fact]
    public async Task TarballCutShort_HandedOn_HasNoEnd()
    {
        using var copy = new MemoryStream();
        using var body = new VerifiedBody(copy, SubresourceIntegrity.Parse(Sha512)!, length: null, CancellationToken.None);
        await WriteAsync(body, Tarball[..^1], 777);

        await Assert.ThrowsAsync<IntegrityException>(() => body.EndAsync(fault: null));
    }

    [Fact]
    public async Task TarballThatBreaksOff_HandedOn_IsNobodysFaultAndHasNoEnd()
    {
        using var copy = new MemoryStream();
        using var body = new VerifiedBody(copy, SubresourceIntegrity.Parse(Sha512)!, length: null, CancellationToken.None);
        await WriteAsync(body, Tarball[..^1], 777);

        await body.EndAsync(new IOException());

        Assert.Equal(0, copy.Length);
    }

    public static TheoryData<string, string?> Fields => new()
    {
        { Sha512, "sha-512=:" + Sha512["sha512-".Length..] + ":" },
        { Sha256, "sha-256=:" + Sha256["sha256-".Length..] + ":" },
        { Sha1, "sha=:" + Sha1["sha1-".Length..] + ":" },
        { $"{OtherSha512} {Sha512}", null },
        { "sha384-" + Convert.ToBase64String(SHA384.HashData(Tarball)), null },
    };

    [Theory]
    [MemberData(nameof(Fields))]
    public void Integrity_WrittenAsAField_IsReadBack(string text, string? field)
    {
        var integrity = SubresourceIntegrity.Parse(text)!;

        Assert.Equal(field, integrity.ToField());
        Assert.Equal(field is null ? null : true, SubresourceIntegrity.OfField(field) is { } read ? integrity.Accepts(read) : null);
    }

    [Theory]
    [InlineData("sha-512=:AAAA:")]
    [InlineData("sha-512=AAAA")]
    [InlineData("sha-512=::")]
    [InlineData("sha-512=:not base64:")]
    [InlineData("md5=:1B2M2Y8AsgTpgAmY7PhCfg==:")]
    [InlineData("")]
    public void AnotherField_Read_IsNone(string field) => Assert.Null(SubresourceIntegrity.OfField(field));

    public static TheoryData<string, string, bool?> Pairs => new()
    {
        { Sha512, Sha512, true },
        { $"{Sha512} {OtherSha512}", Sha512, true },
        { OtherSha512, Sha512, false },
        { Sha1, Sha512, null },
        { Sha512, $"{Sha512} {OtherSha512}", null },
    };

    [Theory]
    [MemberData(nameof(Pairs))]
    public void TwoIntegrities_Compared_AgreeWhereTheyCanBe(string expected, string known, bool? verdict) =>
        Assert.Equal(verdict, SubresourceIntegrity.Parse(expected)!.Accepts(SubresourceIntegrity.Parse(known)!));

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("sha512")]
    [InlineData("sha512-")]
    [InlineData("sha512-not base64")]
    [InlineData("sha512-AAAA")]
    [InlineData("md5-1B2M2Y8AsgTpgAmY7PhCfg==")]
    public void TextWithoutAKnownHash_Parsed_IsNone(string? text) => Assert.Null(SubresourceIntegrity.Parse(text));

    [Fact]
    public void Shasum_Parsed_IsSha1()
    {
        Assert.True(SubresourceIntegrity.OfShasum(Convert.ToHexString(Sha1Hash))!.Accepts(Sha1Hash));
        Assert.Null(SubresourceIntegrity.OfShasum("xyz"));
        Assert.Null(SubresourceIntegrity.OfShasum(new string('g', 40)));
    }

    [Theory]
    [InlineData("1.0.0", true)]
    [InlineData("0.9.0", true)]
    [InlineData("0.8.0", null)]
    [InlineData("3.0.0", null)]
    public async Task Packument_ComesPast_TellsTheIntegrityOfItsVersions(string version, bool? accepts)
    {
        var packument = $$$"""
            {"dist":{"integrity":"{{{OtherSha512}}}"},"versions":{"1.0.0":{"dist":{"shasum":"0000000000000000000000000000000000000000",
            "integrity":"{{{Sha512}}}"} },"2.0.0":{"dist":{"integrity":"{{{OtherSha512}}}"} },"0.8.0":{"dist":{} },
            "0.9.0":{"dist":{"shasum":"{{{Convert.ToHexStringLower(Sha1Hash)}}}"} } },"dist":{"integrity":"{{{OtherSha512}}}"} }
            """;
        var digests = new VersionDigests();

        await RewrittenDocument.Of(new PackumentRule(mapping: null, digests), Encoding.UTF8.GetBytes(packument));

        var found = digests.Find(version);
        Assert.Equal(accepts, found?.Accepts(CryptographicOperations.HashData(found.Algorithm, Tarball)));
    }

    [Fact]
    public void Index_FullOfVersions_ForgetsAndGoesOn()
    {
        var index = new DigestIndex(TimeProvider.System);
        var mount = new MountedRepository(0, "dev", "npm", new RepositoryOptions(), ["u"]);
        for (var package = 0; package < 12; package++)
        {
            index.Learn(mount, $"p{package}", Digests(10_000));
        }

        Assert.Null(index.Find(mount, "p0"));
        Assert.NotNull(index.Find(mount, "p11"));
    }

    [Fact]
    public void Index_LearnsOnePackageAgainAndAgain_KeepsTheOthers()
    {
        var index = new DigestIndex(TimeProvider.System);
        var mount = new MountedRepository(0, "dev", "npm", new RepositoryOptions(), ["u"]);
        index.Learn(mount, "kept", Digests(1));
        for (var i = 0; i < 12; i++)
        {
            index.Learn(mount, "big", Digests(10_000));
        }

        Assert.NotNull(index.Find(mount, "kept"));
        index.Doubt(mount, "kept");
        Assert.True(index.Find(mount, "kept")!.IsDoubted);
        index.Forget("kept");
        Assert.Null(index.Find(mount, "kept"));
    }

    [Fact]
    public void PackumentWithMoreVersionsThanAnyHas_ComesPast_IsNotedInPart() => Assert.Equal(20_000, Digests(30_000).Count);

    private static VersionDigests Digests(int versions)
    {
        var digests = new VersionDigests();
        var integrity = SubresourceIntegrity.Parse(Sha512);
        for (var version = 0; version < versions; version++)
        {
            digests.Enter($"1.{version}.0");
            digests.Add(integrity);
        }

        return digests;
    }

    private static async Task WriteAsync(VerifiedBody body, byte[] bytes, int chunk)
    {
        for (var at = 0; at < bytes.Length; at += chunk)
        {
            await body.WriteAsync(bytes.AsMemory(at, Math.Min(chunk, bytes.Length - at)));
        }
    }
}
