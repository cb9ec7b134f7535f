using System.IO.Compression;

namespace Gateway.SampleRegistry.Go;

/// <summary>The zip of a module version, by the rules of the Go modules reference, "Module zip files".</summary>
internal static class GoModuleZip
{
    /// <summary>The earliest time a zip can hold. go ignores file times; one fixed time makes the same files the same zip.</summary>
    private static readonly DateTimeOffset PackTime = new(1980, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>Every file lies below <c>path@version/</c>, with the path unescaped, and there are no entries for folders.</summary>
    public static byte[] Pack(string modulePath, string version, IReadOnlyList<SourceFile> files)
    {
        using var buffer = new MemoryStream();
        using (var zip = new ZipArchive(buffer, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach (var file in files)
            {
                var entry = zip.CreateEntry($"{modulePath}@{version}/{file.Path}", CompressionLevel.Optimal);
                entry.LastWriteTime = PackTime;
                using var stream = entry.Open();
                stream.Write(file.Bytes);
            }
        }

        return buffer.ToArray();
    }
}
