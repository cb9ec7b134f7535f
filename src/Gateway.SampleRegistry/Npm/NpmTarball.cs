using System.Formats.Tar;
using System.IO.Compression;
using System.Security.Cryptography;

namespace Gateway.SampleRegistry.Npm;

/// <summary>The .tgz of a release, and what a client checks it by.</summary>
/// <param name="Bytes">The gzip of a tar archive in which every file lies below <c>package/</c>.</param>
/// <param name="FileCount">How many files it holds.</param>
/// <param name="UnpackedSize">Their size in bytes.</param>
internal sealed record NpmTarball(byte[] Bytes, int FileCount, long UnpackedSize)
{
    private const UnixFileMode Plain =
        UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.OtherRead;

    private const UnixFileMode Executable = Plain | UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;

    /// <summary>The time npm itself puts on every file it packs, so that the same files make the same tarball.</summary>
    private static readonly DateTimeOffset PackTime = new(1985, 10, 26, 8, 15, 0, TimeSpan.Zero);

    /// <summary>Subresource integrity as npm writes it into lock files.</summary>
    public string Integrity { get; } = "sha512-" + Convert.ToBase64String(SHA512.HashData(Bytes));

    /// <summary>The older check, SHA-1 by definition of <c>dist.shasum</c>; what protects is the integrity.</summary>
    public string Shasum { get; } = Convert.ToHexStringLower(CryptographicOperations.HashData(HashAlgorithmName.SHA1, Bytes));

    public static NpmTarball Pack(IReadOnlyList<SourceFile> files)
    {
        using var buffer = new MemoryStream();
        using (var gzip = new GZipStream(buffer, CompressionLevel.Optimal))
        using (var tar = new TarWriter(gzip, TarEntryFormat.Ustar))
        {
            foreach (var file in files)
            {
                tar.WriteEntry(Entry(file));
            }
        }

        return new NpmTarball(buffer.ToArray(), files.Count, files.Sum(file => (long)file.Bytes.Length));
    }

    private static UstarTarEntry Entry(SourceFile file) => new(TarEntryType.RegularFile, "package/" + file.Path)
    {
        ModificationTime = PackTime,
        Mode = file.Text.StartsWith("#!", StringComparison.Ordinal) ? Executable : Plain,
        DataStream = new MemoryStream(file.Bytes),
    };
}
