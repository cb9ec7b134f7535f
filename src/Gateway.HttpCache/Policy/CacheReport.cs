using System.Globalization;
using System.Text;

namespace Gateway.HttpCache.Policy;

/// <summary>How the cache had its part in a response: the words of <c>X-Cache-Status</c>, which are nginx's.</summary>
public enum CacheOutcome
{
    /// <summary>Fetched; nothing usable was stored.</summary>
    Miss,

    /// <summary>Served from the cache.</summary>
    Hit,

    /// <summary>What was stored could not be used any more; fetched anew.</summary>
    Expired,

    /// <summary>Served stale because the upstream failed or the client accepts it.</summary>
    Stale,

    /// <summary>Served stale while it is revalidated.</summary>
    Updating,

    /// <summary>Served from the cache after the upstream said 304.</summary>
    Revalidated,

    /// <summary>The cache was not consulted, or the response may not be stored.</summary>
    Bypass,
}

/// <summary>Why a request went forward (RFC 9211 §2.2).</summary>
public enum ForwardCause
{
    /// <summary>The cache has no part in such requests.</summary>
    Bypass,

    /// <summary>The method requires it.</summary>
    Method,

    /// <summary>Nothing stored under the key.</summary>
    UriMiss,

    /// <summary>No variant for this request.</summary>
    VaryMiss,

    /// <summary>The request did not allow the use of a fresh response.</summary>
    Request,

    /// <summary>The chosen response was stale.</summary>
    Stale,

    /// <summary>Only a part of what was asked is stored.</summary>
    Partial,
}

/// <summary>
/// What became of a request at the cache. <c>X-Cache-Status</c>, <c>Cache-Status</c>, log, metric and span are all written from one report,
/// so that they tell the same story.
/// </summary>
public sealed record CacheReport
{
    /// <summary>The name by which the gateway goes in <c>Cache-Status</c>.</summary>
    public const string CacheName = "gateway";

    /// <summary>The reason of a 504 to <c>only-if-cached</c>.</summary>
    public const string OnlyIfCachedReason = "only-if-cached";

    /// <summary>How the cache had its part.</summary>
    public required CacheOutcome Outcome { get; init; }

    /// <summary>Why the request went forward; null when it did not.</summary>
    public ForwardCause? Forward { get; init; }

    /// <summary>The upstream's status code; null when the request did not go forward or nothing came back.</summary>
    public int? ForwardStatus { get; init; }

    /// <summary>Whether the upstream's response was stored.</summary>
    public bool Stored { get; init; }

    /// <summary>True when the request was answered by another request's fetch, false when that was tried in vain, else null.</summary>
    public bool? Collapsed { get; init; }

    /// <summary>What is left of the lifetime, negative when stale; null when it has none to speak of.</summary>
    public TimeSpan? TimeToLive { get; init; }

    /// <summary>
    /// The reason by its one name (<see cref="ReasonName"/>): why not a hit, why not stored, or what permits a stale answer.
    /// </summary>
    public string? Reason { get; init; }

    /// <summary>The word for <c>X-Cache-Status</c>.</summary>
    public string Word => WordOf(Outcome);

    /// <summary>The word of <c>X-Cache-Status</c> for an outcome.</summary>
    /// <param name="outcome">The outcome.</param>
    public static string WordOf(CacheOutcome outcome) => outcome switch
    {
        CacheOutcome.Miss => "MISS",
        CacheOutcome.Hit => "HIT",
        CacheOutcome.Expired => "EXPIRED",
        CacheOutcome.Stale => "STALE",
        CacheOutcome.Updating => "UPDATING",
        CacheOutcome.Revalidated => "REVALIDATED",
        _ => "BYPASS",
    };

    /// <summary>
    /// An answer from the cache without asking the upstream: <see cref="ReuseKind.Fresh"/> or <see cref="ReuseKind.StaleUsable"/>.
    /// </summary>
    /// <param name="verdict">The verdict.</param>
    public static CacheReport OfHit(in ReuseVerdict verdict) => new()
    {
        Outcome = verdict switch
        {
            { Kind: ReuseKind.Fresh } => CacheOutcome.Hit,
            { RevalidateInBackground: true } => CacheOutcome.Updating,
            _ => CacheOutcome.Stale,
        },
        TimeToLive = verdict.State.TimeToLive,
        Reason = verdict.Stale?.Reason,
    };

    /// <summary>A 504 to <c>only-if-cached</c>.</summary>
    public static CacheReport OfOnlyIfCached() => new() { Outcome = CacheOutcome.Miss, Reason = OnlyIfCachedReason };

    /// <summary>An answer of the upstream.</summary>
    /// <param name="verdict">Why it was asked.</param>
    /// <param name="status">Its status code.</param>
    /// <param name="refusal">Why the response is not stored; null when it is.</param>
    /// <param name="collapsed">See <see cref="Collapsed"/>.</param>
    public static CacheReport OfFetch(in ReuseVerdict verdict, int status, StoreRefusal? refusal, bool? collapsed = null) => new()
    {
        Outcome = refusal is not null || verdict.Kind == ReuseKind.Bypass
            ? CacheOutcome.Bypass
            : verdict.Kind == ReuseKind.MustValidate ? CacheOutcome.Expired : CacheOutcome.Miss,
        Forward = CauseOf(verdict),
        ForwardStatus = status,
        Stored = refusal is null && verdict.Kind != ReuseKind.Bypass,
        Collapsed = collapsed,
        Reason = refusal is { } reason && verdict.Kind != ReuseKind.Bypass ? ReasonName.Of(reason) : ReasonName.Of(verdict.Reason),
    };

    /// <summary>A stored response that the upstream confirmed with 304.</summary>
    /// <param name="verdict">Why it was asked.</param>
    /// <param name="timeToLive">What is left of the updated response's lifetime.</param>
    /// <param name="collapsed">See <see cref="Collapsed"/>.</param>
    public static CacheReport OfRevalidation(in ReuseVerdict verdict, TimeSpan? timeToLive, bool? collapsed = null) => new()
    {
        Outcome = CacheOutcome.Revalidated,
        Forward = CauseOf(verdict),
        ForwardStatus = StatusCodes.NotModified,
        Collapsed = collapsed,
        TimeToLive = timeToLive,
        Reason = ReasonName.Of(verdict.Reason),
    };

    /// <summary>A stale response served because the upstream failed.</summary>
    /// <param name="verdict">Why it was asked.</param>
    /// <param name="status">Its status code; null when it did not answer.</param>
    /// <param name="stale">What permits it.</param>
    public static CacheReport OfStaleOnError(in ReuseVerdict verdict, int? status, StaleVerdict stale) => new()
    {
        Outcome = CacheOutcome.Stale,
        Forward = CauseOf(verdict),
        ForwardStatus = status,
        TimeToLive = verdict.State.TimeToLive,
        Reason = stale.Reason,
    };

    /// <summary>
    /// The member for <c>Cache-Status</c> (RFC 9211): a field line of its own, after those of the caches nearer to the origin.
    /// </summary>
    public string ToCacheStatus()
    {
        var text = new StringBuilder(CacheName, 96);
        var cause = Forward is { } forward ? Token(forward) : null;
        text.Append(cause is not null ? $"; fwd={cause}" : Outcome is CacheOutcome.Miss or CacheOutcome.Bypass ? "" : "; hit");
        if (ForwardStatus is { } status)
        {
            text.Append(CultureInfo.InvariantCulture, $"; fwd-status={status}");
        }

        if (TimeToLive is { } left)
        {
            text.Append(CultureInfo.InvariantCulture, $"; ttl={(long)Math.Floor(left.TotalSeconds)}");
        }

        text.Append(Stored ? "; stored" : "");
        text.Append(Collapsed switch { true => "; collapsed", false => "; collapsed=?0", null => "" });
        return Reason is null || string.Equals(Reason, cause, StringComparison.Ordinal)
            ? text.ToString()
            : text.Append("; detail=").Append(Reason).ToString();
    }

    /// <summary>The token of a cause.</summary>
    /// <param name="cause">The cause.</param>
    public static string Token(ForwardCause cause) => cause switch
    {
        ForwardCause.Method => "method",
        ForwardCause.UriMiss => "uri-miss",
        ForwardCause.VaryMiss => "vary-miss",
        ForwardCause.Request => "request",
        ForwardCause.Stale => "stale",
        ForwardCause.Partial => "partial",
        _ => "bypass",
    };

    // "request" is for a response that was fresh; when it was stale anyway, that is why (RFC 9211 §2.2).
    private static ForwardCause CauseOf(in ReuseVerdict verdict) => verdict.Reason switch
    {
        ReuseReason.Method => ForwardCause.Method,
        ReuseReason.UriMiss => ForwardCause.UriMiss,
        ReuseReason.VaryMiss => ForwardCause.VaryMiss,
        ReuseReason.Partial => ForwardCause.Partial,
        ReuseReason.Stale or ReuseReason.MarkedStale or ReuseReason.ResponseNoCache => ForwardCause.Stale,
        ReuseReason.RequestNoCache or ReuseReason.RequestPragma or ReuseReason.RequestMaxAge or ReuseReason.RequestMinFresh =>
            verdict.State.IsFresh ? ForwardCause.Request : ForwardCause.Stale,
        _ => ForwardCause.Bypass,
    };
}
