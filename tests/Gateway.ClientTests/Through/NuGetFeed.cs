using System.Collections.Concurrent;
using System.IO.Compression;
using System.Text;
using Gateway.TestKit.Upstream;
using Microsoft.AspNetCore.Http;

namespace Gateway.ClientTests.Through;

/// <summary>A NuGet v3 feed of packages without content: service index, flat container and push.</summary>
internal sealed class NuGetFeed
{
    private readonly FakeUpstream _upstream;
    private readonly ConcurrentDictionary<string, ConcurrentQueue<string>> _versions = new(StringComparer.Ordinal);

    /// <summary>Has an upstream serve the feed.</summary>
    public NuGetFeed(FakeUpstream upstream)
    {
        _upstream = upstream;
        upstream.Otherwise(Reply.With(404, "no such package"));
        upstream.On("/v3/index.json", Reply.With(200, $$"""
            {
              "version": "3.0.0",
              "resources": [
                { "@id": "{{upstream.Address}}v3/flat/", "@type": "PackageBaseAddress/3.0.0" },
                { "@id": "{{upstream.Address}}v2/package", "@type": "PackagePublish/2.0.0" }
              ]
            }
            """, ("Content-Type", "application/json")));
        upstream.On("/v2/package", PushAsync);
        upstream.On("/v2/package/", PushAsync);
    }

    /// <summary>What was pushed: the API key of each push.</summary>
    public ConcurrentQueue<string> Pushes { get; } = new();

    /// <summary>Serves a version of a package.</summary>
    public void Add(string id, string version)
    {
        var known = _versions.GetOrAdd(id, _ => new ConcurrentQueue<string>());
        known.Enqueue(version);
        var list = string.Join(',', known.Select(one => $"\"{one}\""));
        _upstream.On($"/v3/flat/{id}/index.json", Reply.With(200, $$"""{"versions":[{{list}}]}""", ("Content-Type", "application/json")));
        _upstream.On($"/v3/flat/{id}/{version}/{id}.{version}.nupkg", Reply.With(200, Package(id, version)));
        _upstream.On($"/v3/flat/{id}/{version}/{id}.nuspec", Reply.With(200, Nuspec(id, version)));
    }

    /// <summary>The bytes of a package.</summary>
    public static byte[] Package(string id, string version)
    {
        using var bytes = new MemoryStream();
        using (var zip = new ZipArchive(bytes, ZipArchiveMode.Create, leaveOpen: true))
        {
            Write(zip, $"{id}.nuspec", Nuspec(id, version));
            Write(zip, "lib/net10.0/_._", "");
            Write(zip, "[Content_Types].xml", """
                <?xml version="1.0" encoding="utf-8"?>
                <Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">
                  <Default Extension="nuspec" ContentType="application/octet" />
                  <Default Extension="_" ContentType="application/octet" />
                </Types>
                """);
        }

        return bytes.ToArray();
    }

    private static string Nuspec(string id, string version) => $"""
        <?xml version="1.0" encoding="utf-8"?>
        <package xmlns="http://schemas.microsoft.com/packaging/2013/05/nuspec.xsd">
          <metadata><id>{id}</id><version>{version}</version><authors>tests</authors><description>for tests</description></metadata>
        </package>
        """;

    private static void Write(ZipArchive zip, string name, string content)
    {
        using var entry = zip.CreateEntry(name).Open();
        entry.Write(Encoding.UTF8.GetBytes(content));
    }

    private async Task PushAsync(HttpContext context)
    {
        var form = await context.Request.ReadFormAsync(context.RequestAborted);
        await using var file = form.Files[0].OpenReadStream();
        await using var zip = new ZipArchive(file, ZipArchiveMode.Read);
        var nuspec = zip.Entries.Single(entry => entry.Name.EndsWith(".nuspec", StringComparison.Ordinal));
        await using var content = await nuspec.OpenAsync(context.RequestAborted);
        var document = await System.Xml.Linq.XDocument.LoadAsync(content, System.Xml.Linq.LoadOptions.None, context.RequestAborted);
        string Of(string name) => document.Descendants().Single(element => element.Name.LocalName == name).Value;
        Add(Of("id").ToLowerInvariant(), Of("version"));
        Pushes.Enqueue(context.Request.Headers["X-NuGet-ApiKey"].ToString());
        context.Response.StatusCode = StatusCodes.Status201Created;
    }
}
