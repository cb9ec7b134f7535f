using System.Buffers;

namespace Gateway.Registries.Npm;

/// <summary>
/// The names of npm, in the wide form that a registry still serves: new names are lower case, but names from before that rule are not,
/// and one package is called <c>-</c>. All of them consist of characters that no server reads in two ways.
/// </summary>
internal static class NpmName
{
    /// <summary>The longest name that npm takes; older ones are shorter still.</summary>
    public const int MaxLength = 214;

    private const string Ending = ".tgz";

    private static readonly SearchValues<char> NameCharacters =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.~!*'()");

    private static readonly SearchValues<char> FileCharacters =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.~!*'()+");

    /// <summary>Whether it is a package name, with or without scope.</summary>
    public static bool IsPackage(string name)
    {
        if (name.Length > MaxLength)
        {
            return false;
        }

        var slash = name.IndexOf('/', StringComparison.Ordinal);
        return name.StartsWith('@')
            ? slash > 1 && IsPart(name.AsSpan(1, slash - 1)) && IsPart(name.AsSpan(slash + 1))
            : IsPart(name);
    }

    /// <summary>Whether it can stand for a version, a tag or a tarball's file name as it is, without an escape.</summary>
    public static bool IsPlain(ReadOnlySpan<char> text) => !text.IsEmpty && !text.ContainsAnyExcept(FileCharacters);

    /// <summary>The name without its scope.</summary>
    public static ReadOnlySpan<char> WithoutScope(string package) => package.AsSpan(package.IndexOf('/', StringComparison.Ordinal) + 1);

    /// <summary>The version in a tarball's file name, <c>NAME-VERSION.tgz</c>; null where the file is called otherwise.</summary>
    public static string? VersionOfTarball(string package, ReadOnlySpan<char> file)
    {
        if (!file.EndsWith(Ending, StringComparison.Ordinal))
        {
            return null;
        }

        // Without its ending first: the name 'a.' begins 'a.tgz', and would leave less than nothing.
        var stem = file[..^Ending.Length];
        var name = WithoutScope(package);
        if (!stem.StartsWith(name, StringComparison.Ordinal))
        {
            return null;
        }

        var rest = stem[name.Length..];
        return rest.Length > 1 && rest[0] == '-' && char.IsAsciiDigit(rest[1]) ? rest[1..].ToString() : null;
    }

    // A leading dot or underscore is what registries keep for themselves (CouchDB's _session), so no package has one.
    private static bool IsPart(ReadOnlySpan<char> part) =>
        !part.IsEmpty && part[0] is not ('.' or '_') && !part.ContainsAnyExcept(NameCharacters);
}
