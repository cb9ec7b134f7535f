using System.IO.Compression;
using System.Text;
using Gateway.TestKit.Upstream;

namespace Gateway.ClientTests.Through;

/// <summary>The files by which a module proxy serves a module of one package.</summary>
internal static class GoModuleFiles
{
    /// <summary>Has an upstream serve a version of a module; everything else is 404 as the protocol says.</summary>
    public static void Serve(this FakeUpstream upstream, string module, string version)
    {
        var text = Encoding.UTF8.GetBytes($"module {module}\n\ngo 1.18\n");
        upstream.On($"/{module}/@v/list", Reply.With(200, $"{version}\n"));
        upstream.On($"/{module}/@latest", Info(version));
        upstream.On($"/{module}/@v/{version}.info", Info(version));
        upstream.On($"/{module}/@v/{version}.mod", Reply.With(200, text));
        upstream.On($"/{module}/@v/{version}.zip", Reply.With(200, Zip($"{module}@{version}", text)));
    }

    private static Microsoft.AspNetCore.Http.RequestDelegate Info(string version) =>
        Reply.With(200, $$"""{"Version":"{{version}}","Time":"2026-01-02T03:04:05Z"}""", ("Content-Type", "application/json"));

    private static byte[] Zip(string prefix, byte[] module)
    {
        using var bytes = new MemoryStream();
        using (var zip = new ZipArchive(bytes, ZipArchiveMode.Create, leaveOpen: true))
        {
            Write(zip, $"{prefix}/go.mod", module);
            Write(zip, $"{prefix}/lib.go", "package lib\n\n// Name is shown.\nconst Name = \"lib\"\n"u8.ToArray());
        }

        return bytes.ToArray();
    }

    private static void Write(ZipArchive zip, string name, byte[] content)
    {
        using var entry = zip.CreateEntry(name).Open();
        entry.Write(content);
    }
}
