using System.Collections.Immutable;

namespace Gateway.HttpCache.Policy;

/// <summary>The directives without an argument that matter to a shared cache (RFC 9111 §5.2.2, RFC 8246).</summary>
[Flags]
public enum ResponseFlags
{
    /// <summary>None of them.</summary>
    None = 0,

    /// <summary><c>no-store</c>.</summary>
    NoStore = 1,

    /// <summary><c>no-cache</c> without field names.</summary>
    NoCache = 1 << 1,

    /// <summary><c>private</c> without field names.</summary>
    Private = 1 << 2,

    /// <summary><c>public</c>.</summary>
    Public = 1 << 3,

    /// <summary><c>must-revalidate</c>.</summary>
    MustRevalidate = 1 << 4,

    /// <summary><c>proxy-revalidate</c>.</summary>
    ProxyRevalidate = 1 << 5,

    /// <summary><c>must-understand</c>.</summary>
    MustUnderstand = 1 << 6,

    /// <summary><c>no-transform</c>.</summary>
    NoTransform = 1 << 7,

    /// <summary><c>immutable</c> (RFC 8246).</summary>
    Immutable = 1 << 8,
}

/// <summary>
/// What the directives of a response say, from the first valid targeted field (RFC 9213) or else from <c>Cache-Control</c>.
/// What forbids counts in whatever form it came; what permits counts only in a valid form.
/// </summary>
public sealed record ResponseDirectives
{
    /// <summary>Nothing said.</summary>
    public static ResponseDirectives None { get; } = new();

    /// <summary>The directives without an argument.</summary>
    public ResponseFlags Flags { get; init; }

    /// <summary><c>max-age</c>.</summary>
    public DeltaDirective MaxAge { get; init; }

    /// <summary><c>s-maxage</c>.</summary>
    public DeltaDirective SharedMaxAge { get; init; }

    /// <summary><c>stale-while-revalidate</c> (RFC 5861 §3) in seconds; null when absent or invalid.</summary>
    public long? StaleWhileRevalidate { get; init; }

    /// <summary><c>stale-if-error</c> (RFC 5861 §4) in seconds; null when absent or invalid.</summary>
    public long? StaleIfError { get; init; }

    /// <summary>The field names of the qualified forms of <c>private</c> and <c>no-cache</c>: such fields are not stored.</summary>
    public ImmutableArray<string> WithheldFields { get; init; } = [];

    /// <summary>
    /// True when they come from a targeted field, so that <c>Cache-Control</c> and <c>Expires</c> do not count (RFC 9213 §2.2).
    /// </summary>
    public bool Targeted { get; init; }

    /// <summary>Whether any of the flags is set.</summary>
    /// <param name="flags">One or several.</param>
    public bool Has(ResponseFlags flags) => (Flags & flags) != ResponseFlags.None;

    /// <summary>Reads the directives of a response.</summary>
    /// <param name="fields">Its fields.</param>
    public static ResponseDirectives Read(IFieldSource fields)
    {
        ArgumentNullException.ThrowIfNull(fields);
        var targeted = fields[FieldNames.CdnCacheControl];
        if (targeted.Count > 0 && TargetedField.TryRead(targeted, out var directives))
        {
            return directives;
        }

        var values = fields[FieldNames.CacheControl];
        return values.Count == 0 ? None : CacheControlField.ReadResponse(values);
    }
}
