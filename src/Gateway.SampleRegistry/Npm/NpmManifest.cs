using System.Text.Json;

namespace Gateway.SampleRegistry.Npm;

/// <summary>The fields of a package.json, which the full packument repeats and the abbreviated one shortens.</summary>
internal static class NpmManifest
{
    private static readonly JsonWriterOptions Indented = new() { Indented = true, NewLine = "\n" };

    public static byte[] PackageJson(NpmPackage package, NpmDraft draft)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer, Indented))
        {
            json.WriteStartObject();
            WriteIdentity(json, package, draft.Version);
            WriteDescription(json, package);
            WriteWiring(json, package, draft.Dependencies);
            json.WriteEndObject();
        }

        return buffer.ToArray();
    }

    public static void WriteIdentity(Utf8JsonWriter json, NpmPackage package, string version)
    {
        json.WriteString("name", package.Name);
        json.WriteString("version", version);
    }

    public static void WriteDescription(Utf8JsonWriter json, NpmPackage package)
    {
        json.WriteString("description", package.Description);
        json.WriteString("license", "MIT");
        json.WriteString("main", "index.js");
    }

    /// <summary>What an installer needs: the commands and the dependencies.</summary>
    public static void WriteWiring(Utf8JsonWriter json, NpmPackage package, IReadOnlyDictionary<string, string> dependencies)
    {
        if (package.Binary is { } binary)
        {
            json.WriteStartObject("bin");
            json.WriteString(binary.Command, binary.Script);
            json.WriteEndObject();
        }

        if (dependencies.Count == 0)
        {
            return;
        }

        json.WriteStartObject("dependencies");
        foreach (var (name, range) in dependencies)
        {
            json.WriteString(name, range);
        }

        json.WriteEndObject();
    }
}
