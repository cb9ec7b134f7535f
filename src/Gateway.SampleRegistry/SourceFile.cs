using System.Reflection;
using System.Text;

namespace Gateway.SampleRegistry;

/// <summary>One file of a package or module.</summary>
/// <param name="Path">The path inside the package, with slashes.</param>
/// <param name="Text">The text; stored as UTF-8.</param>
internal sealed record SourceFile(string Path, string Text)
{
    public byte[] Bytes => Encoding.UTF8.GetBytes(Text);

    /// <summary>
    /// The embedded files below a folder of <c>Sources/</c>, in ordinal order, so that archives come out alike each time.
    /// </summary>
    public static IReadOnlyList<SourceFile> Below(string folder)
    {
        var assembly = typeof(SourceFile).Assembly;
        var prefix = folder + "/";
        return
        [
            .. assembly.GetManifestResourceNames()
                .Where(name => name.StartsWith(prefix, StringComparison.Ordinal))
                .Order(StringComparer.Ordinal)
                .Select(name => new SourceFile(name[prefix.Length..], Read(assembly, name))),
        ];
    }

    private static string Read(Assembly assembly, string name)
    {
        using var stream = assembly.GetManifestResourceStream(name)!;
        using var reader = new StreamReader(stream, Encoding.UTF8);
        return reader.ReadToEnd();
    }
}
