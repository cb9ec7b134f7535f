using System.Collections.Immutable;

namespace Gateway.HttpCache.Storage;

/// <summary>What a purge or a listing covers. Closed: one of the nested records.</summary>
public abstract record PurgeScope
{
    private PurgeScope()
    {
    }

    /// <summary>Whether an entry of that key and those tags is within the scope.</summary>
    /// <param name="key">The entry's key.</param>
    /// <param name="tags">The entry's tags.</param>
    public bool Covers(CacheKey key, ImmutableArray<string> tags) => this switch
    {
        OfKey scope => scope.Key.Equals(key),
        OfPrefix scope => (scope.Environment is null || string.Equals(scope.Environment, key.Environment, StringComparison.Ordinal))
            && (scope.Repository is null || string.Equals(scope.Repository, key.Repository, StringComparison.Ordinal))
            && key.Target.StartsWith(scope.TargetPrefix, StringComparison.Ordinal),
        OfTag scope => (scope.Environment is null || string.Equals(scope.Environment, key.Environment, StringComparison.Ordinal))
            && tags.Contains(scope.Tag, StringComparer.Ordinal),
        _ => true,
    };

    /// <summary>All variants of one key.</summary>
    /// <param name="Key">The primary key.</param>
    public sealed record OfKey(CacheKey Key) : PurgeScope;

    /// <summary>Entries whose target begins with a prefix.</summary>
    /// <param name="Environment">The environment, or null for every one.</param>
    /// <param name="Repository">The repository, or null for every one.</param>
    /// <param name="TargetPrefix">Beginning of <see cref="CacheKey.Target"/>; empty for all.</param>
    public sealed record OfPrefix(string? Environment, string? Repository, string TargetPrefix) : PurgeScope;

    /// <summary>Entries that carry a tag.</summary>
    /// <param name="Tag">The tag, compared exactly.</param>
    /// <param name="Environment">The environment, or null for every one.</param>
    public sealed record OfTag(string Tag, string? Environment = null) : PurgeScope;

    /// <summary>Everything.</summary>
    public sealed record Everything : PurgeScope;
}

/// <summary>What a purge does to an entry.</summary>
public enum PurgeMode
{
    /// <summary>The entry stays and must be validated before its next use.</summary>
    Soft,

    /// <summary>The entry is removed.</summary>
    Hard,
}

/// <summary>A point in the sequence of a store's purges.</summary>
/// <param name="Sequence">How many purges there were before it.</param>
public readonly record struct PurgeMark(long Sequence);
