using System.Buffers;
using System.Globalization;

namespace Gateway.Registries.Go;

/// <summary>
/// The checksum database behind a module proxy: <c>/sumdb/NAME/supported</c>, <c>latest</c>, <c>lookup/MODULE@VERSION</c> and
/// <c>tile/H/L/K[.p/W]</c> (golang.org/design/25530-sumdb, golang.org/x/mod/sumdb/tlog).
/// </summary>
internal static class ChecksumPath
{
    private static readonly SearchValues<char> NameCharacters =
        SearchValues.Create("0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ-._~!@+");

    /// <summary>The greatest tile height of tlog.</summary>
    private const int MaxTileHeight = 30;

    /// <summary>The greatest tile level of tlog: a tree has at most 2^63 records.</summary>
    private const int MaxTileLevel = 63;

    /// <summary>
    /// Reads a path whose first segment is <c>sumdb</c>. The database's name takes at least one segment and may take more.
    /// </summary>
    public static RequestMeaning Interpret(string method, in RegistryTarget target)
    {
        var segments = target.Segments.AsSpan();
        if (target.Segments.Any(segment => segment.AsSpan().ContainsAnyExcept(NameCharacters)))
        {
            // No name of a database or a module has others; written down unescaped, "%252f" would be another path's "%2f".
            return GoFormat.Invalid(method, target.Raw, TargetFault.BadChecksumPath);
        }

        var lookup = segments.Length > 2 ? segments[2..].IndexOfAny("lookup", "tile") : -1;
        if (lookup >= 0)
        {
            var rest = segments[(lookup + 3)..];
            return segments[lookup + 2] is "lookup" ? Lookup(method, target, rest) : Tile(method, target, rest);
        }

        return segments.Length < 3
            ? GoFormat.Invalid(method, target.Raw, TargetFault.BadChecksumPath)
            : segments[^1] switch
            {
                "supported" => GoFormat.Meaning(method, target, RequestKind.ChecksumSupported, CacheClass.Document),
                "latest" => GoFormat.Meaning(method, target, RequestKind.ChecksumLatest, CacheClass.Listing),
                _ => GoFormat.Invalid(method, target.Raw, TargetFault.BadChecksumPath),
            };
    }

    private static RequestMeaning Lookup(string method, in RegistryTarget target, ReadOnlySpan<string> rest)
    {
        var text = string.Join('/', rest);
        var at = text.LastIndexOf('@');
        if (at < 0)
        {
            return GoFormat.Invalid(method, target.Raw, TargetFault.BadChecksumPath);
        }

        if (!GoCase.TryUnescape(text[..at], out var module) || !GoCase.TryUnescape(text[(at + 1)..], out var version))
        {
            return GoFormat.Invalid(method, target.Raw, TargetFault.BadCaseEscape);
        }

        if (!GoModulePath.IsValid(module))
        {
            return GoFormat.Invalid(method, target.Raw, TargetFault.BadPackageName);
        }

        // A database knows canonical versions only, with or without the /go.mod suffix.
        var bare = version.EndsWith("/go.mod", StringComparison.Ordinal) ? version[..^"/go.mod".Length] : version;
        return GoVersion.IsCanonical(bare)
            ? GoFormat.Meaning(method, target, RequestKind.ChecksumLookup, CacheClass.Immutable) with { Package = module, Version = bare }
            : GoFormat.Invalid(method, target.Raw, TargetFault.BadVersion);
    }

    /// <summary>
    /// <c>H/L/K</c> or <c>H/data/K</c>, where K is written in groups of three digits, all but the last with an <c>x</c>; <c>.p/W</c>
    /// marks a partial tile of W entries, which a server may forget once the tile is full.
    /// </summary>
    private static RequestMeaning Tile(string method, in RegistryTarget target, ReadOnlySpan<string> rest)
    {
        var partial = rest.Length > 3 && rest[^2].EndsWith(".p", StringComparison.Ordinal);
        var index = partial ? rest[2..^1] : rest[Math.Min(2, rest.Length)..];
        var valid = rest.Length > 2
            && Number(rest[0]) is >= 1 and <= MaxTileHeight and var height
            && (rest[1] is "data" || Number(rest[1]) is >= 0 and <= MaxTileLevel)
            && IsIndex(index, partial)
            && (!partial || (Number(rest[^1]) is > 0 and var width && width < 1L << height));
        return valid
            ? GoFormat.Meaning(method, target, RequestKind.ChecksumTile, partial ? CacheClass.Listing : CacheClass.Immutable)
            : GoFormat.Invalid(method, target.Raw, TargetFault.BadChecksumPath);
    }

    private static bool IsIndex(ReadOnlySpan<string> groups, bool partial)
    {
        for (var i = 0; i < groups.Length; i++)
        {
            var last = i == groups.Length - 1;
            var group = groups[i].AsSpan();
            group = last && partial ? group[..^".p".Length] : group;
            if (!last && (group.IsEmpty || group[0] != 'x'))
            {
                return false;
            }

            group = last ? group : group[1..];
            if (group.Length != 3 || group.ContainsAnyExceptInRange('0', '9'))
            {
                return false;
            }
        }

        // Six groups reach 10^18; a longer index belongs to no tree.
        return groups.Length is > 0 and <= 6;
    }

    private static int Number(string text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var value) ? value : -1;
}
