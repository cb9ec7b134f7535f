using System.Text.Json;
using Gateway.SampleRegistry.Http;
using Microsoft.Net.Http.Headers;

namespace Gateway.SampleRegistry.Npm;

/// <summary>The two forms in which npm tells a package: all of it, or what an installer needs.</summary>
internal enum PackumentForm
{
    Full,
    Abbreviated,
}

/// <summary>Writes a package's metadata as an environment sees it.</summary>
/// <param name="package">The package.</param>
/// <param name="environment">The environment.</param>
/// <param name="baseUrl">The registry's own address as the client spelled it, ending with a slash: tarball URLs begin with it.</param>
internal sealed class Packument(NpmPackage package, SampleEnvironment environment, string baseUrl)
{
    public const string FullType = "application/json";
    public const string AbbreviatedType = "application/vnd.npm.install-v1+json";

    private readonly IReadOnlyList<NpmRelease> _releases = package.ReleasesOf(environment);

    private DateTimeOffset Modified => _releases.Max(release => release.Published);

    /// <summary>
    /// Which form an Accept field asks for. Abbreviated only when it is named, and not less wanted than full JSON named beside it;
    /// wildcards mean the full form, as browsers and older clients expect.
    /// </summary>
    public static PackumentForm FormFor(IList<MediaTypeHeaderValue> accept)
    {
        var abbreviated = QualityOf(accept, AbbreviatedType);
        return abbreviated > 0 && abbreviated >= QualityOf(accept, FullType) ? PackumentForm.Abbreviated : PackumentForm.Full;
    }

    public Document Write(PackumentForm form) => form == PackumentForm.Full
        ? Document(FullType, WriteFull)
        : Document(AbbreviatedType, WriteAbbreviated);

    /// <summary>The metadata of one version, as <c>/{name}/{version}</c> answers it.</summary>
    public Document WriteVersion(NpmRelease release) => Document(FullType, json => WriteRelease(json, release, PackumentForm.Full));

    public Document WriteTags() => Document(FullType, WriteTagMap);

    private static double QualityOf(IList<MediaTypeHeaderValue> accept, string type) =>
        accept.Where(value => value.MediaType.Equals(type, StringComparison.OrdinalIgnoreCase))
            .Select(value => value.Quality ?? 1)
            .DefaultIfEmpty(0)
            .Max();

    private Document Document(string contentType, Action<Utf8JsonWriter> write)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer))
        {
            write(json);
        }

        return new Document(buffer.ToArray(), contentType, Modified, Http.Document.FiveMinutes) { Vary = HeaderNames.Accept };
    }

    private void WriteFull(Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteString("_id", package.Name);
        json.WriteString("name", package.Name);
        json.WriteString("description", package.Description);
        json.WriteString("license", "MIT");
        json.WritePropertyName("dist-tags");
        WriteTagMap(json);
        WriteVersions(json, PackumentForm.Full);
        json.WriteStartObject("time");
        json.WriteString("created", _releases[0].Published);
        json.WriteString("modified", Modified);
        foreach (var release in _releases)
        {
            json.WriteString(release.Version, release.Published);
        }

        json.WriteEndObject();
        json.WriteEndObject();
    }

    private void WriteAbbreviated(Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteString("name", package.Name);
        json.WriteString("modified", Modified);
        json.WritePropertyName("dist-tags");
        WriteTagMap(json);
        WriteVersions(json, PackumentForm.Abbreviated);
        json.WriteEndObject();
    }

    private void WriteTagMap(Utf8JsonWriter json)
    {
        json.WriteStartObject();
        foreach (var (tag, release) in package.TagsOf(environment))
        {
            json.WriteString(tag, release.Version);
        }

        json.WriteEndObject();
    }

    private void WriteVersions(Utf8JsonWriter json, PackumentForm form)
    {
        json.WriteStartObject("versions");
        foreach (var release in _releases)
        {
            json.WritePropertyName(release.Version);
            WriteRelease(json, release, form);
        }

        json.WriteEndObject();
    }

    private void WriteRelease(Utf8JsonWriter json, NpmRelease release, PackumentForm form)
    {
        json.WriteStartObject();
        NpmManifest.WriteIdentity(json, package, release.Version);
        if (form == PackumentForm.Full)
        {
            json.WriteString("_id", $"{package.Name}@{release.Version}");
            NpmManifest.WriteDescription(json, package);
        }

        NpmManifest.WriteWiring(json, package, release.Draft.Dependencies);
        json.WriteStartObject("dist");
        json.WriteString("integrity", release.Tarball.Integrity);
        json.WriteString("shasum", release.Tarball.Shasum);
        json.WriteString("tarball", $"{baseUrl}{package.Name}/-/{package.TarballName(release)}");
        json.WriteNumber("fileCount", release.Tarball.FileCount);
        json.WriteNumber("unpackedSize", release.Tarball.UnpackedSize);
        json.WriteEndObject();
        json.WriteEndObject();
    }
}
