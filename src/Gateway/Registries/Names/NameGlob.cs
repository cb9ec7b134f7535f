using System.Diagnostics.CodeAnalysis;
using Gateway.Environments;

namespace Gateway.Registries.Names;

/// <summary>
/// A name of npm or NuGet in which <c>*</c> stands for any run of characters. Letter case does not matter: NuGet's ids have none, and an
/// npm name in another case is rather the private one misspelt than another package; withholding it costs nothing.
/// </summary>
/// <param name="pattern">The pattern.</param>
internal sealed class NameGlob(string pattern) : INamePattern
{
    private readonly string _pattern = pattern;

    /// <summary>Reads an npm pattern: a name, or a scope (<c>@corp</c>), which means all that is in it.</summary>
    public static bool TryReadNpm(string text, [NotNullWhen(true)] out NameGlob? glob, [NotNullWhen(false)] out string? fault)
    {
        var whole = text.StartsWith('@') && !text.Contains('/', StringComparison.Ordinal) && !text.EndsWith('*') ? $"{text}/*" : text;
        var probe = whole.Replace("*", "x", StringComparison.Ordinal);
        fault = Npm.NpmName.IsPackage(probe) || (probe.StartsWith('@') && Npm.NpmName.IsPackage($"{probe}/x"))
            ? null
            : $"'{text}' is not an npm name or scope; write a name such as @corp/app or internal-*, or a scope such as @corp/*.";
        glob = fault is null ? new NameGlob(whole) : null;
        return glob is not null;
    }

    /// <summary>Reads a NuGet pattern: an id, or a prefix that ends with <c>*</c>, as in package source mapping.</summary>
    public static bool TryReadNuGet(string text, [NotNullWhen(true)] out NameGlob? glob, [NotNullWhen(false)] out string? fault)
    {
        fault = NuGet.NuGetId.IsValid(text.Replace("*", "x", StringComparison.Ordinal))
            ? null
            : $"'{text}' is not a NuGet id; write an id such as Corp.Core or a prefix such as Corp.*.";
        glob = fault is null ? new NameGlob(text) : null;
        return glob is not null;
    }

    /// <inheritdoc/>
    public bool Matches(string name) => AsteriskPattern.Matches(_pattern, name, ignoreCase: true);
}
