namespace Gateway.Registries;

/// <summary>What the cache should make of an answer where the upstream leaves it open.</summary>
internal enum CacheClass
{
    /// <summary>Never stored, whatever the upstream says: accounts, audits, writes.</summary>
    Never,

    /// <summary>Only what the upstream says counts; there is no lifetime of our own.</summary>
    Upstream,

    /// <summary>Never changes: tarballs, module files, nupkgs, full tiles.</summary>
    Immutable,

    /// <summary>Changes in theory only: Go's <c>.info</c> of a canonical version.</summary>
    Settled,

    /// <summary>Changes when somebody publishes, and may be minutes old: packuments, NuGet documents.</summary>
    Document,

    /// <summary>Changes when somebody publishes, and is asked for to learn just that: Go's lists, <c>@latest</c>, tree heads.</summary>
    Listing,
}

/// <summary>The lifetimes of a <see cref="CacheClass"/>, for answers whose upstream gives none.</summary>
/// <param name="Stored">Whether an answer may be stored at all.</param>
/// <param name="Lifetime">How long a 200 is fresh; null leaves it to the upstream.</param>
/// <param name="AbsenceLifetime">How long a 404 or 410 is fresh; null leaves it to the upstream.</param>
internal readonly record struct CacheClassLifetimes(bool Stored, TimeSpan? Lifetime, TimeSpan? AbsenceLifetime);

/// <summary>The default lifetimes by class: data, so that the cache policy and the documents read one table.</summary>
internal static class CacheClassDefaults
{
    /// <summary>
    /// A year: the longest that RFC 9111 §5.2.2.1's predecessor allowed, and what "never changes" is written as everywhere.
    /// </summary>
    public static readonly TimeSpan ImmutableLifetime = TimeSpan.FromDays(365);

    /// <summary>A day: a moved tag at the origin shows then at the latest, and no build asks often enough to notice the cost.</summary>
    public static readonly TimeSpan SettledLifetime = TimeSpan.FromDays(1);

    /// <summary>Five minutes: what the public npm registry itself gives packuments.</summary>
    public static readonly TimeSpan DocumentLifetime = TimeSpan.FromMinutes(5);

    /// <summary>One minute: <c>go get module@latest</c> right after a release has to see it soon.</summary>
    public static readonly TimeSpan ListingLifetime = TimeSpan.FromMinutes(1);

    /// <summary>
    /// One minute: long enough to shield an upstream from a build farm's retries, short enough for "I have just published it".
    /// </summary>
    public static readonly TimeSpan AbsenceLifetime = TimeSpan.FromMinutes(1);

    /// <summary>The lifetimes of a class.</summary>
    public static CacheClassLifetimes Of(CacheClass cacheClass) => cacheClass switch
    {
        CacheClass.Never => new(Stored: false, Lifetime: null, AbsenceLifetime: null),
        CacheClass.Upstream => new(Stored: true, Lifetime: null, AbsenceLifetime: null),
        CacheClass.Immutable => new(Stored: true, ImmutableLifetime, AbsenceLifetime),
        CacheClass.Settled => new(Stored: true, SettledLifetime, AbsenceLifetime),
        CacheClass.Document => new(Stored: true, DocumentLifetime, AbsenceLifetime),
        CacheClass.Listing => new(Stored: true, ListingLifetime, AbsenceLifetime),
        _ => throw new ArgumentOutOfRangeException(nameof(cacheClass), cacheClass, "The cache class has no row in this table; add one."),
    };
}
