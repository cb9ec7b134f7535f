using System.Collections.Immutable;
using Gateway.Configuration;

namespace Gateway.Registries;

/// <summary>
/// What a request means to the format of its repository. Immutable; made by <see cref="IRegistryFormat.Interpret"/> only.
/// </summary>
internal sealed record RequestMeaning
{
    /// <summary>The format that read it.</summary>
    public required RepositoryFormat Format { get; init; }

    /// <summary>What it is about.</summary>
    public required RequestKind Kind { get; init; }

    /// <summary>What it does.</summary>
    public required RequestAction Action { get; init; }

    /// <summary>What the cache should do with the answer where the upstream says nothing.</summary>
    public CacheClass CacheClass { get; init; } = CacheClass.Never;

    /// <summary>
    /// The package, unescaped and canonical (<c>@scope/name</c>, a module path, a lower-case NuGet id); null where the path names none.
    /// </summary>
    public string? Package { get; init; }

    /// <summary>The version, unescaped; null where the path names none.</summary>
    public string? Version { get; init; }

    /// <summary>What a search looks for, unescaped; null for everything else.</summary>
    public string? SearchText { get; init; }

    /// <summary>
    /// The target for cache keys: one for all the spellings of one resource. Equal to the target as sent where the format does not know
    /// the path. Never sent to an upstream, which gets the bytes the client sent.
    /// </summary>
    public required string CanonicalTarget { get; init; }

    /// <summary>Why <see cref="Kind"/> is <see cref="RequestKind.Invalid"/>.</summary>
    public TargetFault Fault { get; init; }

    /// <summary>
    /// The tags whose entries a successful answer to this request makes stale, in every environment that shares the upstream.
    /// </summary>
    public ImmutableArray<string> Invalidates { get; init; } = [];

    /// <summary>Whether the resource can change.</summary>
    public Mutability Mutability => CacheClass == CacheClass.Immutable ? Mutability.Immutable : Mutability.Mutable;

    /// <summary>
    /// Whether a 200 answer is a document with URLs of the upstream in it, which lead back to the gateway after rewriting.
    /// </summary>
    public bool Rewritable =>
        Action == RequestAction.Read && (Format, Kind) switch
        {
            (RepositoryFormat.Npm, RequestKind.Metadata) => true,
            (RepositoryFormat.NuGet, RequestKind.ServiceIndex or RequestKind.Registration) => true,
            (RepositoryFormat.NuGet, RequestKind.Search or RequestKind.VersionList) => true,
            _ => false,
        };

    /// <summary>Whether its answer is what gets installed, or never changes: half of it must not be taken for the whole.</summary>
    public bool IsHeldBack => Kind == RequestKind.Artifact || CacheClass == CacheClass.Immutable;

    /// <summary>Whether its answer is an artifact whose digest a document of the registry tells.</summary>
    public bool IsVerifiable =>
        Format == RepositoryFormat.Npm && Kind == RequestKind.Artifact && CacheClass == CacheClass.Immutable
        && Package is not null && Version is not null;

    /// <summary>The tags that a stored answer carries, for purging and invalidation. Made on demand: a hit needs none.</summary>
    /// <param name="status">The status code of the answer; 404 and 410 mean that the name is absent.</param>
    public ImmutableArray<string> TagsOf(int status) => PurgeTags.Of(this, status);

    /// <summary>The meaning of a target that cannot be read in one way only.</summary>
    public static RequestMeaning Invalid(RepositoryFormat format, string method, string target, TargetFault fault) =>
        new() { Format = format, Kind = RequestKind.Invalid, Action = RequestActions.Of(method), CanonicalTarget = target, Fault = fault };
}
