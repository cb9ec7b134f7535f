using Gateway.Environments;

namespace Gateway.Caching;

/// <summary>A URL as a client would ask for it, taken apart into what the cache knows it by.</summary>
/// <param name="Environment">The environment of its host.</param>
/// <param name="Target">Path and query.</param>
/// <param name="Mount">The repository that its path lies in.</param>
/// <param name="Rest">The target behind the mount.</param>
/// <param name="Scheme"><c>http</c> or <c>https</c>.</param>
/// <param name="Host">Host and port, as the URL has them.</param>
internal sealed record CacheAddress(
    GatewayEnvironment Environment, RequestTarget Target, MountedRepository Mount, string Rest, string Scheme, string Host)
{
    /// <summary>The port that a URL without one means.</summary>
    private int DefaultPort => Scheme == Uri.UriSchemeHttps ? 443 : 80;

    /// <summary>
    /// The Hosts that clients send for such a URL: with the scheme's own port most leave it out, and some do not (RFC 9110 §4.2.3).
    /// </summary>
    public IReadOnlyList<string> Hosts
    {
        get
        {
            var port = $":{DefaultPort}";
            return Host.EndsWith(port, StringComparison.Ordinal) ? [Host, Host[..^port.Length]]
                : HostName.TrySplitPort(Host, out _, out var given) && given is null ? [Host, Host + port]
                : [Host];
        }
    }

    /// <summary>Takes a URL apart. Not by <see cref="Uri"/>, which rewrites escapes, while keys are byte-exact.</summary>
    /// <param name="url">The URL.</param>
    /// <param name="snapshot">The configuration in force.</param>
    /// <param name="address">The address, when null is returned.</param>
    /// <returns>What is wrong with the URL, or null.</returns>
    public static string? Read(string url, GatewaySnapshot snapshot, out CacheAddress? address)
    {
        address = null;
        var schemeEnd = url.IndexOf("://", StringComparison.Ordinal);
        var scheme = schemeEnd < 0 ? "" : url[..schemeEnd].ToLowerInvariant();
        if (scheme != Uri.UriSchemeHttp && scheme != Uri.UriSchemeHttps)
        {
            return $"'{url}' is not a URL that begins with http:// or https://.";
        }

        var rest = url[(schemeEnd + 3)..];
        var pathStart = rest.IndexOfAny(['/', '?']);
        var host = pathStart < 0 ? rest : rest[..pathStart];
        if (snapshot.Hosts.Find(host, scheme == Uri.UriSchemeHttps ? 443 : 80) is not { } environment)
        {
            return $"'{url}' has a host that no environment serves.";
        }

        if (RequestTarget.Read(url, out var target) is { } fault)
        {
            return $"'{url}' cannot be asked for: {fault}.";
        }

        if (environment.FindMount(HttpMethods.Get, target.Path, out var restIndex) is not { } mount)
        {
            return $"'{url}' lies in no repository of environment {environment.Name}.";
        }

        address = new CacheAddress(environment, target, mount, target.Value[restIndex..], scheme, host);
        return null;
    }
}
