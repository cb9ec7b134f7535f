using System.Collections.Frozen;
using System.Net.Http.Headers;
using Gateway.Environments;

namespace Gateway.Upstreams;

/// <summary>Which credential an upstream is shown: the gateway's own, the client's where the repository says so, or none.</summary>
internal static class UpstreamCredentials
{
    /// <summary>What a client shows beside <c>Authorization</c>: NuGet's key of a push, npm's one-time password.</summary>
    private static readonly string[] FurtherFields = ["X-NuGet-ApiKey", "npm-otp"];

    /// <summary>
    /// Sets <c>Authorization</c> on a request towards an upstream. The client's credential ends here unless it is to be passed on; in a
    /// chain with private upstreams it is for those, and the public one behind them must not learn it with the first name they lack.
    /// </summary>
    public static void Apply(HttpRequestHeaders headers, string upstream, GatewayRequest request)
    {
        var secrets = request.Published.Snapshot.Part<UpstreamSecrets>();
        var isForOthers = request.Mount is { } mount && !secrets.IsPrivate(upstream) && mount.Upstreams.Any(secrets.IsPrivate);
        if (secrets.Find(upstream) is { } own)
        {
            headers.Authorization = own;
        }
        else if (isForOthers || request.Mount is { Options.PassAuthorization: false })
        {
            headers.Remove("Authorization");
        }

        if (isForOthers)
        {
            Array.ForEach(FurtherFields, field => headers.Remove(field));
        }
    }
}

/// <summary>The gateway's own credentials, and whom clients trust with theirs.</summary>
/// <param name="byUpstream">The credentials by upstream.</param>
/// <param name="trusted">The upstreams that are marked private.</param>
internal sealed class UpstreamSecrets(FrozenDictionary<string, UpstreamSecret> byUpstream, FrozenSet<string> trusted)
{
    /// <summary>All of them, for whoever watches the files.</summary>
    public IEnumerable<UpstreamSecret> All => byUpstream.Values;

    /// <summary>Whether an upstream is marked private.</summary>
    public bool IsPrivate(string upstream) => trusted.Contains(upstream);

    /// <summary>The credential for an upstream, or null.</summary>
    public AuthenticationHeaderValue? Find(string upstream) => byUpstream.GetValueOrDefault(upstream)?.Current;
}

/// <summary>Reads the secrets that a configuration names.</summary>
internal sealed class UpstreamSecretsPart : ISnapshotPart
{
    /// <inheritdoc/>
    public Type PartType => typeof(UpstreamSecrets);

    /// <inheritdoc/>
    public object Compile(GatewaySnapshot snapshot)
    {
        var upstreams = snapshot.Source.Options.Upstreams;
        return new UpstreamSecrets(
            upstreams
                .Where(upstream => upstream.Value.Authorization is not null)
                .ToFrozenDictionary(
                    upstream => upstream.Key,
                    upstream => new UpstreamSecret(upstream.Key, upstream.Value.Authorization!),
                    StringComparer.OrdinalIgnoreCase),
            upstreams
                .Where(upstream => upstream.Value.Private)
                .Select(upstream => upstream.Key)
                .ToFrozenSet(StringComparer.OrdinalIgnoreCase));
    }
}
