using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using Gateway.Configuration;
using Gateway.Environments;
using Gateway.HttpCache;
using Gateway.HttpCache.Policy;
using Gateway.HttpCache.Storage;
using Gateway.Registries;
using Gateway.Registries.Names;

namespace Gateway.Caching;

/// <summary>Makes the primary key of a request.</summary>
internal static class CacheKeys
{
    /// <summary>Half of a trace id: enough for all the URLs that one gateway will ever see.</summary>
    private const int HashLength = 8;

    /// <summary>No field that a configuration adds to a key has a space in its name.</summary>
    private const string LimitMark = "private upstreams only";

    private static readonly ImmutableArray<string> Limited = [LimitMark];

    /// <summary>The key of a request.</summary>
    /// <param name="request">What the first stages found.</param>
    /// <param name="meaning">What the path means.</param>
    /// <param name="fields">The request's fields, for those that the configuration adds to the key.</param>
    /// <param name="policy">The repository's policy.</param>
    public static CacheKey Of(GatewayRequest request, RequestMeaning meaning, IFieldSource fields, CachePolicyOptions policy)
    {
        var mount = request.Mount!;
        return Marked(request.Limit is not null, PrimaryKey.Of(
            request.Environment.Name,
            mount.Name,
            AuthorityOf(meaning, request.Scheme, request.Host),
            TargetOf(request.Target.Value, mount.Options.Path, meaning.CanonicalTarget),
            fields,
            policy));
    }

    /// <summary>The key that a GET for a target of a mounted repository has.</summary>
    /// <param name="mount">The repository.</param>
    /// <param name="names">Its private names.</param>
    /// <param name="rest">The target behind the mount.</param>
    /// <param name="scheme"><c>http</c> or <c>https</c>, as the client sees it.</param>
    /// <param name="host">The Host as the client names it.</param>
    /// <param name="fields">The request's fields.</param>
    /// <param name="policy">The repository's policy.</param>
    public static CacheKey Of(
        MountedRepository mount,
        PrivateNameGuard names,
        string rest,
        string scheme,
        string host,
        IFieldSource fields,
        CachePolicyOptions policy)
    {
        var target = rest.StartsWith('/') ? rest : $"/{rest}";
        var meaning = RegistryFormats.Of(mount.Options.Format).Interpret(HttpMethods.Get, target);
        var authority = AuthorityOf(meaning, scheme, host);
        return Marked(
            names.LimitOf(meaning) is not null,
            PrimaryKey.Of(mount.EnvironmentName, mount.Name, authority, mount.Options.Path + meaning.CanonicalTarget, fields, policy));
    }

    /// <summary>
    /// What was fetched under a limit has a key of its own: when a name becomes private by a new configuration, what some public upstream
    /// once gave for it must not be served any longer.
    /// </summary>
    private static CacheKey Marked(bool isLimited, CacheKey key) =>
        isLimited ? key with { Extra = key.Extra.IsDefaultOrEmpty ? Limited : key.Extra.Add(LimitMark) } : key;

    /// <summary>
    /// The tag by which all entries of one resource are found where the configuration adds request fields to the key: an invalidation or
    /// a purge names the resource, and not what its clients sent.
    /// </summary>
    public static string ResourceTag(CacheKey key) => $"uri:{key.Environment}/{key.Repository} {key.Authority}{key.Target}";

    /// <summary>The scope of all entries of the resource that a key is of.</summary>
    public static PurgeScope ResourceOf(CacheKey key, CachePolicyOptions policy) => policy.KeyHeaders.IsEmpty
        ? new PurgeScope.OfKey(key)
        : new PurgeScope.OfTag(ResourceTag(key), key.Environment);

    /// <summary>
    /// What never changes, and all of a Go repository, is the same under every name of the gateway. Other documents carry absolute URLs,
    /// which are made from the authority that the client used; and what a generic upstream makes of <c>X-Forwarded-Host</c> nobody knows.
    /// </summary>
    private static string AuthorityOf(RequestMeaning meaning, string scheme, string host) =>
        meaning.Format == RepositoryFormat.Go || meaning.CacheClass == CacheClass.Immutable ? "" : string.Concat(scheme, "://", host);

    /// <summary>A hash by which a trace can tell entries apart without showing the URL; it is the same in every run.</summary>
    public static string HashOf(CacheKey key)
    {
        // A line feed stands in none of the parts, so that no two keys are written alike.
        var text = string.Join('\n', [key.Environment, key.Repository, key.Authority, key.Target, .. key.Extra]);
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)).AsSpan(0, HashLength));
    }

    /// <summary>The target as sent where it is canonical, which saves every hit a string.</summary>
    private static string TargetOf(string sent, string mount, string canonical) =>
        sent.Length == mount.Length + canonical.Length
        && sent.StartsWith(mount, StringComparison.Ordinal)
        && sent.AsSpan(mount.Length).SequenceEqual(canonical)
            ? sent
            : string.Concat(mount, canonical);
}
