namespace Gateway.Environments;

/// <summary>
/// Where a repository is mounted: a path prefix of whole segments, compared with regard to letter case (RFC 3986 §6.2.2.1).
/// </summary>
internal static class MountPath
{
    /// <summary>
    /// Whether the path lies at or below the mount, and where the rest begins. An escaped unreserved character of the mount
    /// is the character (RFC 3986 §6.2.2.2); an escaped slash is none.
    /// </summary>
    /// <param name="path">The path as sent.</param>
    /// <param name="mount">The mount, without escapes and without a slash at its end.</param>
    /// <param name="restIndex">Where the rest begins in <paramref name="path"/>: at a slash, or at its end.</param>
    public static bool TryMatch(ReadOnlySpan<char> path, ReadOnlySpan<char> mount, out int restIndex)
    {
        restIndex = mount.Length;
        if (path.StartsWith(mount, StringComparison.Ordinal))
        {
            return path.Length == mount.Length || path[mount.Length] == '/';
        }

        return path.Contains('%') && TryMatchEscaped(path, mount, out restIndex);
    }

    private static bool TryMatchEscaped(ReadOnlySpan<char> path, ReadOnlySpan<char> mount, out int restIndex)
    {
        restIndex = 0;
        foreach (var expected in mount)
        {
            if (restIndex < path.Length && path[restIndex] == expected)
            {
                restIndex++;
                continue;
            }

            if (expected == '/' || restIndex + 2 >= path.Length || path[restIndex] != '%'
                || Convert.ToInt32(path.Slice(restIndex + 1, 2).ToString(), 16) != expected)
            {
                return false;
            }

            restIndex += 3;
        }

        return restIndex == path.Length || path[restIndex] == '/';
    }
}
