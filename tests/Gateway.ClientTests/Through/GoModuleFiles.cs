using System.IO.Compression;
using System.Text;
using Gateway.TestKit.Upstream;

namespace Gateway.ClientTests.Through;

/// <summary>The files by which a module proxy serves a module of one package.</summary>
internal static class GoModuleFiles
{
    private const string Package = "package lib\n\n// Name is shown.\nconst Name = \"lib\"\n";

    /// <summary>Has an upstream serve a version of a module; everything else is 404 as the protocol says.</summary>
    /// <param name="upstream">The upstream.</param>
    /// <param name="name">The module path.</param>
    /// <param name="version">The version.</param>
    /// <param name="source">The one file of its one package.</param>
    public static void Serve(this FakeUpstream upstream, string name, string version, string source = Package)
    {
        var text = Encoding.UTF8.GetBytes($"module {name}\n\ngo 1.18\n");
        var module = Escaped(name);

        // go itself sends the mark percent-encoded, and an upstream gets the bytes that the client sent.
        foreach (var path in new[] { module, module.Replace("!", "%21", StringComparison.Ordinal) })
        {
            upstream.On($"/{path}/@v/list", Reply.With(200, $"{version}\n"));
            upstream.On($"/{path}/@latest", Info(version));
            upstream.On($"/{path}/@v/{version}.info", Info(version));
            upstream.On($"/{path}/@v/{version}.mod", Reply.With(200, text));
            upstream.On($"/{path}/@v/{version}.zip", Reply.With(200, Zip($"{name}@{version}", text, source)));
        }
    }

    private static Microsoft.AspNetCore.Http.RequestDelegate Info(string version) =>
        Reply.With(200, $$"""{"Version":"{{version}}","Time":"2026-01-02T03:04:05Z"}""", ("Content-Type", "application/json"));

    // go.dev/ref/mod#goproxy-protocol: an upper-case letter is an exclamation mark and its lower-case letter.
    private static string Escaped(string name) =>
        string.Concat(name.Select(letter => char.IsAsciiLetterUpper(letter) ? $"!{char.ToLowerInvariant(letter)}" : $"{letter}"));

    private static byte[] Zip(string prefix, byte[] module, string source)
    {
        using var bytes = new MemoryStream();
        using (var zip = new ZipArchive(bytes, ZipArchiveMode.Create, leaveOpen: true))
        {
            Write(zip, $"{prefix}/go.mod", module);
            Write(zip, $"{prefix}/lib.go", Encoding.UTF8.GetBytes(source));
        }

        return bytes.ToArray();
    }

    private static void Write(ZipArchive zip, string name, byte[] content)
    {
        using var entry = zip.CreateEntry(name).Open();
        entry.Write(content);
    }
}
