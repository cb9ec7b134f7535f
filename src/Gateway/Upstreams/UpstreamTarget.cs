namespace Gateway.Upstreams;

/// <summary>The URL that an upstream is asked for.</summary>
internal static class UpstreamTarget
{
    private static readonly UriCreationOptions AsSent = new() { DangerousDisablePathAndQueryCanonicalization = true };

    /// <summary>
    /// Joins a destination's address and the target behind the mount, without touching a byte of the latter: YARP would decode
    /// and encode the path again, after which <c>%2f</c> is <c>%252f</c> (dotnet/yarp#1419).
    /// </summary>
    /// <param name="destination">The destination's address, with or without a path and a slash at its end.</param>
    /// <param name="rest">The target behind the mount: empty, or beginning with a slash or a question mark.</param>
    public static Uri Join(string destination, string rest)
    {
        var prefix = destination.AsSpan().TrimEnd('/');
        return rest.StartsWith('/') || HasPath(prefix)
            ? new Uri(string.Concat(prefix, rest), AsSent)
            : new Uri(string.Concat(prefix, "/", rest), AsSent);
    }

    private static bool HasPath(ReadOnlySpan<char> prefix)
    {
        var authority = prefix.IndexOf("://", StringComparison.Ordinal) + 3;
        return prefix[authority..].Contains('/');
    }
}
