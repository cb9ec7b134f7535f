using System.Buffers;

namespace Gateway.Registries.Go;

/// <summary>What the gateway needs to know of Go's versions (golang.org/x/mod/semver and module).</summary>
internal static class GoVersion
{
    private static readonly SearchValues<char> VersionCharacters =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~+");

    /// <summary>Whether it can stand for a version or a query such as a branch; the protocol has no other characters.</summary>
    public static bool IsPlain(string version) =>
        version.Length > 0 && version[0] != '.' && !version.AsSpan().ContainsAnyExcept(VersionCharacters);

    /// <summary>
    /// Whether it is a canonical version, <c>vX.Y.Z</c> with pre-release and build part: only these name one state of the source.
    /// <c>v1</c>, <c>v1.2</c>, <c>master</c> are questions whose answer changes.
    /// </summary>
    public static bool IsCanonical(string version)
    {
        if (version.Length == 0 || version[0] != 'v')
        {
            return false;
        }

        var rest = version.AsSpan(1);
        var plus = rest.IndexOf('+');
        var build = plus < 0 ? default : rest[(plus + 1)..];
        rest = plus < 0 ? rest : rest[..plus];
        var dash = rest.IndexOf('-');
        var pre = dash < 0 ? default : rest[(dash + 1)..];
        var core = dash < 0 ? rest : rest[..dash];
        return (plus < 0 || AreIdentifiers(build, strictNumbers: false))
            && (dash < 0 || AreIdentifiers(pre, strictNumbers: true))
            && IsCore(core);
    }

    private static bool IsCore(ReadOnlySpan<char> core)
    {
        var count = 0;
        foreach (var range in core.Split('.'))
        {
            if (!IsNumber(core[range]))
            {
                return false;
            }

            count++;
        }

        return count == 3;
    }

    private static bool AreIdentifiers(ReadOnlySpan<char> text, bool strictNumbers)
    {
        foreach (var range in text.Split('.'))
        {
            var part = text[range];
            var number = !part.ContainsAnyExceptInRange('0', '9');
            if (part.IsEmpty || part.ContainsAny('_', '~', '+') || part.ContainsAnyExcept(VersionCharacters)
                || (strictNumbers && number && !IsNumber(part)))
            {
                return false;
            }
        }

        return true;
    }

    private static bool IsNumber(ReadOnlySpan<char> text) =>
        !text.IsEmpty && !text.ContainsAnyExceptInRange('0', '9') && (text.Length == 1 || text[0] != '0');
}
