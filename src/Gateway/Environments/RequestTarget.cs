using System.Buffers;

namespace Gateway.Environments;

/// <summary>
/// The request target as the client sent it (RFC 9112 §3.2), found unambiguous. The gateway never decodes and encodes it again:
/// what lies behind the mount reaches the upstream byte for byte.
/// </summary>
/// <param name="Value">Path and query in origin form.</param>
/// <param name="PathLength">Where the path ends in <paramref name="Value"/>.</param>
internal readonly record struct RequestTarget(string Value, int PathLength)
{
    private static readonly SearchValues<char> NeedsALook = SearchValues.Create("%\\#");

    /// <summary>The path.</summary>
    public ReadOnlySpan<char> Path => Value.AsSpan(0, PathLength);

    /// <summary>
    /// Takes the target apart. A target that two servers could read differently is refused here, before anything trusts it.
    /// </summary>
    /// <param name="raw">The target of the request line, or <c>:path</c>.</param>
    /// <param name="target">The target, when null is returned.</param>
    /// <returns>What is wrong with it, or null.</returns>
    public static string? Read(string raw, out RequestTarget target)
    {
        target = default;
        var value = raw.StartsWith('/') ? raw : OriginForm(raw);
        if (value is null)
        {
            return "it is not a path on this host";
        }

        if (value.AsSpan().ContainsAnyInRange('\0', ' ') || value.Contains('\x7f', StringComparison.Ordinal))
        {
            return "it has a control character or a space, which no URI has (RFC 3986 §2)";
        }

        var query = value.IndexOf('?', StringComparison.Ordinal);
        var length = query < 0 ? value.Length : query;
        target = new RequestTarget(value, length);
        if (value.Contains('#', StringComparison.Ordinal))
        {
            return "it has a fragment, which is not sent in a request (RFC 9110 §7.1)";
        }

        var path = target.Path;
        return path.ContainsAny(NeedsALook) || path.Contains("/.", StringComparison.Ordinal) ? PathFault(path) : null;
    }

    private static string? OriginForm(string raw)
    {
        // absolute-form: the server has already refused one whose authority is not the Host.
        var scheme = raw.IndexOf("://", StringComparison.Ordinal);
        if (scheme <= 0)
        {
            return null;
        }

        var rest = raw.AsSpan(scheme + 3);
        var end = rest.IndexOfAny('/', '?');
        if ((end < 0 ? rest : rest[..end]).Contains('@'))
        {
            // User information in an authority is there to mislead (RFC 9110 §4.2.4).
            return null;
        }

        return end < 0 ? "/" : rest[end] == '/' ? rest[end..].ToString() : "/" + rest[end..].ToString();
    }

    /// <summary>The character at a place, or the byte that an escape there stands for; the place moves to its end.</summary>
    private static bool TryDecode(ReadOnlySpan<char> path, ref int place, out char character)
    {
        character = path[place];
        if (character != '%')
        {
            return true;
        }

        if (place + 2 >= path.Length || !char.IsAsciiHexDigit(path[place + 1]) || !char.IsAsciiHexDigit(path[place + 2]))
        {
            return false;
        }

        character = (char)Convert.ToInt32(path.Slice(place + 1, 2).ToString(), 16);
        place += 2;
        return true;
    }

    private static string? PathFault(ReadOnlySpan<char> path)
    {
        // The segment so far, with escapes of the dot decoded, as far as it consists of dots; -1 once it holds anything else.
        var dots = -1;
        var previous = '\0';
        for (var i = 0; i < path.Length; i++)
        {
            if (!TryDecode(path, ref i, out var character))
            {
                return "its path has a broken percent escape";
            }

            switch (character)
            {
                case '\0':
                    return "its path has a NUL";
                case '\\':
                    return "its path has a backslash, which some servers take for a slash";
                case var continuation when IsOverlong(previous, continuation):
                    return "its path has an overlong UTF-8 sequence, which some servers take for a slash or a dot";
                // An escaped slash counts as one here: some servers decode it before they resolve dot segments. A semicolon ends
                // a segment for servers that know path parameters, Tomcat and Jetty among them.
                case '/' or ';' when dots is 1 or 2:
                    return "its path has a dot segment";
                case '/':
                    dots = 0;
                    break;
                case '.' when dots >= 0:
                    dots++;
                    break;
                default:
                    dots = -1;
                    break;
            }

            previous = character;
        }

        return dots is 1 or 2 ? "its path has a dot segment" : null;
    }

    /// <summary>Whether two bytes begin a form that UTF-8 forbids because a shorter one exists (RFC 3629 §3).</summary>
    private static bool IsOverlong(char lead, char continuation) => lead switch
    {
        '\u00C0' or '\u00C1' => continuation is >= '\u0080' and <= '\u00BF',
        '\u00E0' => continuation is >= '\u0080' and <= '\u009F',
        '\u00F0' => continuation is >= '\u0080' and <= '\u008F',
        _ => false,
    };
}
