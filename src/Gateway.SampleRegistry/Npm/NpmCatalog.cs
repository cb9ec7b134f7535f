using System.Collections.Frozen;
using System.Text;

namespace Gateway.SampleRegistry.Npm;

/// <summary>The sample packages. Their versions differ between the environments, so that an answer shows which one gave it.</summary>
internal static class NpmCatalog
{
    public static FrozenDictionary<string, NpmPackage> Build()
    {
        NpmPackage[] packages = [Words(), Palette(), Greeter(), AppKit()];
        return packages.ToFrozenDictionary(package => package.Name, StringComparer.Ordinal);
    }

    private static NpmPackage Words() => Packed(
        "words",
        new NpmPackage("sample-words", "The words of a greeting"),
        Draft("1.0.0", SampleEnvironment.Prod, month: 1),
        Draft("1.1.0", SampleEnvironment.Test, month: 4),
        Draft("1.2.0", SampleEnvironment.Dev, month: 7),
        Draft("1.3.0-beta.1", SampleEnvironment.Dev, month: 8));

    private static NpmPackage Palette() => Packed(
        "palette",
        new NpmPackage("@sample/palette", "Colours for a terminal"),
        Draft("0.9.0", SampleEnvironment.Prod, month: 1),
        Draft("1.0.0", SampleEnvironment.Test, month: 5));

    private static NpmPackage Greeter() => Packed(
        "greeter",
        new NpmPackage("sample-greeter", "Greets by name"),
        Draft("1.0.0", SampleEnvironment.Prod, month: 2, ("sample-words", "^1.0.0")),
        Draft("1.1.0", SampleEnvironment.Test, month: 5, ("sample-words", "^1.1.0")),
        Draft("2.0.0", SampleEnvironment.Dev, month: 7, ("sample-words", "^1.2.0")));

    private static NpmPackage AppKit() => Packed(
        "app-kit",
        new NpmPackage("@sample/app-kit", "Greets, and tells which versions of its parts were installed", new("app-kit", "cli.js")),
        Draft("1.0.0", SampleEnvironment.Prod, 3, ("@sample/palette", ">=0.9.0"), ("sample-greeter", "^1.0.0"), ("sample-words", "^1.0.0")),
        Draft("1.1.0", SampleEnvironment.Test, 6, ("@sample/palette", "^1.0.0"), ("sample-greeter", "^1.1.0"), ("sample-words", "^1.1.0")),
        Draft("1.2.0", SampleEnvironment.Dev, 8, ("@sample/palette", "^1.0.0"), ("sample-greeter", "^2.0.0"), ("sample-words", "^1.2.0")));

    private static NpmDraft Draft(
        string version,
        SampleEnvironment reached,
        int month,
        params ReadOnlySpan<(string Name, string Range)> dependencies)
    {
        var ranges = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var (name, range) in dependencies)
        {
            ranges.Add(name, range);
        }

        return new NpmDraft(version, reached, new DateTimeOffset(2025, month, 12, 9, 30, 0, TimeSpan.Zero), ranges);
    }

    private static NpmPackage Packed(string folder, NpmPackage package, params ReadOnlySpan<NpmDraft> drafts)
    {
        var sources = SourceFile.Below("npm/" + folder);
        var releases = new List<NpmRelease>(drafts.Length);
        foreach (var draft in drafts)
        {
            var manifest = new SourceFile("package.json", Encoding.UTF8.GetString(NpmManifest.PackageJson(package, draft)));
            releases.Add(new NpmRelease(draft, NpmTarball.Pack([manifest, .. sources])));
        }

        return package with { Releases = releases };
    }
}
