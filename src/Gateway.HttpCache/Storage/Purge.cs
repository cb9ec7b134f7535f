namespace Gateway.HttpCache.Storage;

/// <summary>What a purge or a listing covers. Closed: one of the nested records.</summary>
public abstract record PurgeScope
{
    private PurgeScope()
    {
    }

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
