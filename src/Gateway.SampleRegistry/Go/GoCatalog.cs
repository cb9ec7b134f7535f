using System.Collections.Frozen;

namespace Gateway.SampleRegistry.Go;

/// <summary>The sample modules. One has an upper-case letter in its path, which the protocol spells <c>!g</c>.</summary>
internal static class GoCatalog
{
    private const string WordsPath = "sample.example/words";
    private const string GreeterPath = "sample.example/Greeter";

    public static FrozenDictionary<string, GoModule> Build()
    {
        GoModule[] modules =
        [
            new(WordsPath,
            [
                Version(WordsPath, "words", "v1.0.0", SampleEnvironment.Prod, month: 1, requires: null),
                Version(WordsPath, "words", "v1.1.0", SampleEnvironment.Test, month: 4, requires: null),
                Version(WordsPath, "words", "v1.2.0", SampleEnvironment.Dev, month: 7, requires: null),
            ]),
            new(GreeterPath,
            [
                Version(GreeterPath, "greeter", "v1.0.0", SampleEnvironment.Prod, month: 2, requires: "v1.0.0"),
                Version(GreeterPath, "greeter", "v1.1.0", SampleEnvironment.Test, month: 5, requires: "v1.1.0"),
                Version(GreeterPath, "greeter", "v1.2.0", SampleEnvironment.Dev, month: 8, requires: "v1.2.0"),
            ]),
        ];
        return modules.ToFrozenDictionary(module => module.Path, StringComparer.Ordinal);
    }

    private static GoVersion Version(string path, string folder, string name, SampleEnvironment reached, int month, string? requires)
    {
        var require = requires is null ? "" : $"\nrequire {WordsPath} {requires}\n";
        var goMod = new SourceFile("go.mod", $"module {path}\n\ngo 1.18\n{require}");
        var sources = SourceFile.Below("go/" + folder)
            .Select(file => file with { Text = file.Text.Replace("@VERSION@", name, StringComparison.Ordinal) });
        var published = new DateTimeOffset(2025, month, 12, 9, 30, 0, TimeSpan.Zero);
        return new GoVersion(name, reached, published, goMod, GoModuleZip.Pack(path, name, [goMod, .. sources]));
    }
}
