using System.Collections.Frozen;
using System.Net.Http.Headers;
using Gateway.Environments;

namespace Gateway.Upstreams;

/// <summary>Which credential an upstream is shown: the gateway's own, the client's where the repository says so, or none.</summary>
internal static class UpstreamCredentials
{
    /// <summary>
    /// Sets <c>Authorization</c> on a request towards an upstream. The client's credential ends here unless it is to be passed on.
    /// </summary>
    public static void Apply(HttpRequestHeaders headers, string upstream, GatewayRequest request)
    {
        if (request.Published.Snapshot.Part<UpstreamSecrets>().Find(upstream) is { } own)
        {
            headers.Authorization = own;
        }
        else if (request.Mount is { Options.PassAuthorization: false })
        {
            headers.Remove("Authorization");
        }
    }
}

/// <summary>The gateway's own credentials, read once for a snapshot.</summary>
internal sealed class UpstreamSecrets(FrozenDictionary<string, AuthenticationHeaderValue> byUpstream)
{
    /// <summary>The credential for an upstream, or null.</summary>
    public AuthenticationHeaderValue? Find(string upstream) => byUpstream.GetValueOrDefault(upstream);
}

/// <summary>Reads the secret files that a configuration names.</summary>
internal sealed class UpstreamSecretsPart : ISnapshotPart
{
    /// <inheritdoc/>
    public Type PartType => typeof(UpstreamSecrets);

    /// <inheritdoc/>
    public object Compile(GatewaySnapshot snapshot) => new UpstreamSecrets(snapshot.Source.Options.Upstreams
        .Where(upstream => upstream.Value.Authorization is not null)
        .ToFrozenDictionary(upstream => upstream.Key, upstream => Read(upstream.Value.Authorization!), StringComparer.OrdinalIgnoreCase));

    private static AuthenticationHeaderValue Read(Configuration.UpstreamAuthorizationOptions options) =>
        new(options.Scheme, File.ReadAllText(options.SecretFile).Trim());
}
