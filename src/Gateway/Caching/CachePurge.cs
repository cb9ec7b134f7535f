using System.Runtime.CompilerServices;
using Gateway.Environments;
using Gateway.HttpCache;
using Gateway.HttpCache.Storage;
using Gateway.Registries;
using Gateway.Registries.Names;

namespace Gateway.Caching;

/// <summary>What an operator wants purged or listed. Closed.</summary>
internal abstract record CacheSelection
{
    private CacheSelection()
    {
    }

    /// <summary>The selection in words, for the log; without a query, which can hold a secret.</summary>
    public string Describe() => this switch
    {
        OfUrl selection => $"the URL {selection.Url.Split('?')[0]}",
        OfPrefix selection =>
            $"'{selection.Prefix.Split('?')[0]}' of {selection.Repository ?? "every repository"} in {selection.Environment ?? "all"}",
        OfTag selection => $"the tag {selection.Tag}",
        _ => "everything",
    };

    /// <summary>All variants of one URL, in whatever spelling its format takes for the same.</summary>
    /// <param name="Url">The URL as a client asks for it.</param>
    public sealed record OfUrl(string Url) : CacheSelection;

    /// <summary>What lies below a path.</summary>
    /// <param name="Environment">The environment, or null for every one.</param>
    /// <param name="Repository">The repository, or null for every one.</param>
    /// <param name="Prefix">
    /// The beginning of the path: from the host's root, or, with a repository, from its mount. Empty for all.
    /// </param>
    public sealed record OfPrefix(string? Environment, string? Repository, string Prefix) : CacheSelection;

    /// <summary>What carries a tag.</summary>
    /// <param name="Tag">The tag, compared exactly.</param>
    public sealed record OfTag(string Tag) : CacheSelection;

    /// <summary>Everything.</summary>
    public sealed record All : CacheSelection;
}

/// <summary>Purges and lists on behalf of an operator.</summary>
internal sealed class CachePurge(ICacheStore store, GatewayState state)
{
    /// <summary>The scopes that a selection stands for in the configuration in force.</summary>
    /// <param name="selection">The selection.</param>
    /// <param name="scopes">The scopes, when null is returned.</param>
    /// <returns>What is wrong with the selection, or null.</returns>
    public string? Resolve(CacheSelection selection, out IReadOnlyList<PurgeScope> scopes)
    {
        var snapshot = state.Current.Snapshot;
        scopes = [];
        switch (selection)
        {
            case CacheSelection.OfUrl url:
                if (CacheAddress.Read(url.Url, snapshot, out var address) is { } fault)
                {
                    return fault;
                }

                scopes = ScopesOf(address!, snapshot);
                return null;
            case CacheSelection.OfPrefix prefix:
                scopes = [ScopeOf(prefix, snapshot)];
                return Check(prefix, snapshot);
            case CacheSelection.OfTag tag:
                scopes = [new PurgeScope.OfTag(tag.Tag)];
                return null;
            default:
                scopes = [new PurgeScope.Everything()];
                return null;
        }
    }

    /// <summary>Purges.</summary>
    /// <returns>How many entries were removed or marked stale, those on their way included.</returns>
    public async Task<long> PurgeAsync(IReadOnlyList<PurgeScope> scopes, PurgeMode mode, CancellationToken cancellationToken)
    {
        var purged = 0L;
        foreach (var scope in scopes)
        {
            purged += await store.PurgeAsync(scope, mode, cancellationToken);
        }

        return purged;
    }

    /// <summary>Lists.</summary>
    public async IAsyncEnumerable<StoredResponse> ListAsync(
        IReadOnlyList<PurgeScope> scopes, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        foreach (var scope in scopes)
        {
            await foreach (var entry in store.ListAsync(scope, cancellationToken))
            {
                yield return entry;
            }
        }
    }

    private static IReadOnlyList<PurgeScope> ScopesOf(CacheAddress address, GatewaySnapshot snapshot)
    {
        var policy = snapshot.Part<CacheRules>().Of(address.Mount).PolicyOf(CacheClass.Upstream);
        var names = snapshot.Part<PrivateNameTable>().Of(address.Mount);
        return
        [
            .. address.Hosts
                .Select(host => CacheKeys.Of(address.Mount, names, address.Rest, address.Scheme, host, FieldList.Empty, policy))
                .Distinct()
                .Select(key => CacheKeys.ResourceOf(key, policy)),
        ];
    }

    private static string? Check(CacheSelection.OfPrefix selection, GatewaySnapshot snapshot)
    {
        if (selection.Environment is { } environment && snapshot.Environments.All(known => known.Name != environment))
        {
            var names = string.Join(", ", snapshot.Environments.Select(known => known.Name));
            return $"There is no environment '{environment}'; there are {names}.";
        }

        if (selection.Repository is { } repository && snapshot.Mounts.All(mount => mount.Name != repository))
        {
            var names = string.Join(", ", snapshot.Mounts.Select(mount => mount.Name).Distinct(StringComparer.Ordinal));
            return $"There is no repository '{repository}'; there are {names}.";
        }

        return null;
    }

    private static PurgeScope.OfPrefix ScopeOf(CacheSelection.OfPrefix selection, GatewaySnapshot snapshot)
    {
        var mount = snapshot.Mounts.FirstOrDefault(one => one.Name == selection.Repository)?.Options.Path;
        var prefix = selection.Prefix;
        var isFromRoot = mount is null || prefix == mount || prefix.StartsWith(mount + "/", StringComparison.Ordinal);
        var target = prefix.Length == 0 ? "" : isFromRoot ? prefix : $"{mount}/{prefix.TrimStart('/')}";
        return new PurgeScope.OfPrefix(selection.Environment, selection.Repository, target);
    }
}
