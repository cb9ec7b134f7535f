namespace Gateway.HttpCache.Policy.Grammar;

/// <summary>
/// Resolves URI references (RFC 3986 §5.2) without rewriting a byte of what is kept. <see cref="Uri"/> is not used because it normalises
/// percent-encoding, and keys are byte-exact.
/// </summary>
internal static class UriReference
{
    /// <summary>
    /// Path and query that a reference denotes, or null when it is of another origin (RFC 9110 §4.3.1) or of no form known.
    /// </summary>
    /// <param name="authority">The base's scheme and authority.</param>
    /// <param name="target">The base's path and query.</param>
    /// <param name="reference">The reference.</param>
    internal static string? TargetOfSameOrigin(string authority, string target, string reference)
    {
        var value = FieldText.Trim(reference);
        var fragment = value.IndexOf('#');
        value = fragment < 0 ? value : value[..fragment];
        var schemeEnd = authority.IndexOf("://", StringComparison.Ordinal);
        if (value.StartsWith("//", StringComparison.Ordinal) && schemeEnd > 0)
        {
            return OfAbsolute(authority, string.Concat(authority.AsSpan(0, schemeEnd + 1), value));
        }

        if (HasScheme(value))
        {
            return OfAbsolute(authority, value);
        }

        if (value.IsEmpty)
        {
            return target;
        }

        var path = PathOf(target);
        return value[0] switch
        {
            '/' => WithoutDotSegments(value),
            '?' => string.Concat(path, value),
            _ => WithoutDotSegments(string.Concat(path[..(path.LastIndexOf('/') + 1)], value)),
        };
    }

    private static bool HasScheme(ReadOnlySpan<char> value)
    {
        var colon = value.IndexOf(':');
        var slash = value.IndexOfAny('/', '?');
        return colon > 0 && (slash < 0 || colon < slash);
    }

    private static string? OfAbsolute(string authority, ReadOnlySpan<char> value)
    {
        var start = value.IndexOf("://", StringComparison.Ordinal);
        if (start < 0)
        {
            return null;
        }

        var length = value[(start + 3)..].IndexOfAny('/', '?');
        var end = length < 0 ? value.Length : start + 3 + length;
        if (!IsSameOrigin(authority, value[..end]))
        {
            return null;
        }

        var rest = value[end..];
        return rest.IsEmpty || rest[0] == '?' ? string.Concat("/", rest) : WithoutDotSegments(rest);
    }

    private static bool IsSameOrigin(ReadOnlySpan<char> one, ReadOnlySpan<char> other) =>
        WithoutDefaultPort(one).Equals(WithoutDefaultPort(other), StringComparison.OrdinalIgnoreCase);

    private static ReadOnlySpan<char> WithoutDefaultPort(ReadOnlySpan<char> origin) => origin switch
    {
        _ when IsHttp(origin, "http://", ":80") => origin[..^3],
        _ when IsHttp(origin, "https://", ":443") => origin[..^4],
        _ when origin.EndsWith(":", StringComparison.Ordinal) => origin[..^1],
        _ => origin,
    };

    private static bool IsHttp(ReadOnlySpan<char> origin, string scheme, string port) =>
        origin.StartsWith(scheme, StringComparison.OrdinalIgnoreCase) && origin.EndsWith(port, StringComparison.Ordinal);

    private static ReadOnlySpan<char> PathOf(string target)
    {
        var query = target.IndexOf('?', StringComparison.Ordinal);
        return query < 0 ? target : target.AsSpan(0, query);
    }

    // RFC 3986 §5.2.4, on the path only; an encoded slash or dot is an ordinary character.
    private static string WithoutDotSegments(ReadOnlySpan<char> target)
    {
        var query = target.IndexOf('?');
        var path = query < 0 ? target : target[..query];
        if (path.IndexOf("/.", StringComparison.Ordinal) < 0)
        {
            return target.ToString();
        }

        var kept = new List<string>();
        var segments = path[1..].ToString().Split('/');
        for (var index = 0; index < segments.Length; index++)
        {
            var last = index == segments.Length - 1;
            switch (segments[index])
            {
                case "..":
                    kept.RemoveRange(Math.Max(0, kept.Count - 1), Math.Min(1, kept.Count));
                    AddEmptyIf(kept, last);
                    break;
                case ".":
                    AddEmptyIf(kept, last);
                    break;
                default:
                    kept.Add(segments[index]);
                    break;
            }
        }

        return string.Concat("/", string.Join('/', kept), query < 0 ? [] : target[query..]);
    }

    private static void AddEmptyIf(List<string> segments, bool condition)
    {
        if (condition)
        {
            segments.Add("");
        }
    }
}
