using System.Security.Cryptography;
using System.Text;
using Gateway.Registries.Integrity;
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
    public async Task Tarball_ReadThroughAVerifyingStream_ArrivesOnlyWhenIntact(string text, bool intact)
    {
        var expected = SubresourceIntegrity.Parse(text)!;
        await using var stream = new VerifyingStream(new ChunkedStream(Tarball, 777), expected);
        using var copy = new MemoryStream();

        if (intact)
        {
            await stream.CopyToAsync(copy, TestContext.Current.CancellationToken);
            Assert.Equal(Tarball, copy.ToArray());
        }
        else
        {
            await Assert.ThrowsAsync<IntegrityException>(() => stream.CopyToAsync(copy, TestContext.Current.CancellationToken));
        }
    }

    [Fact]
    public void TarballCutShort_Verified_IsNotIntact()
    {
        using var integrity = new TarballIntegrity(SubresourceIntegrity.Parse(Sha512)!);
        integrity.Append(Tarball.AsSpan(0, Tarball.Length - 1));

        Assert.False(integrity.IsIntact());
    }

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
    public async Task Packument_AskedForAVersion_TellsItsIntegrity(string version, bool? accepts)
    {
        var packument = $$$"""
            {"dist":{"integrity":"{{{OtherSha512}}}"},"versions":{"1.0.0":{"dist":{"shasum":"0000000000000000000000000000000000000000",
            "integrity":"{{{Sha512}}}"} },"2.0.0":{"dist":{"integrity":"{{{OtherSha512}}}"} },"0.8.0":{"dist":{} },
            "0.9.0":{"dist":{"shasum":"{{{Convert.ToHexStringLower(Sha1Hash)}}}"} } } }
            """;

        var found = await PackumentIntegrity.FindAsync(
            new ChunkedStream(Encoding.UTF8.GetBytes(packument), 50), version, TestContext.Current.CancellationToken);

        Assert.Equal(accepts, found is null ? null : found.Accepts(CryptographicOperations.HashData(found.Algorithm, Tarball)));
    }
}
