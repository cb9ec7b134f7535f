using System.Runtime.InteropServices;

namespace Gateway.HttpCache.Policy;

/// <summary>What is to be done with a request.</summary>
public enum ReuseKind
{
    /// <summary>Answer from the stored response.</summary>
    Fresh,

    /// <summary>Answer from the stored response although it is stale.</summary>
    StaleUsable,

    /// <summary>There is a stored response, but the upstream must be asked whether it is still good.</summary>
    MustValidate,

    /// <summary>No stored response can be used: fetch.</summary>
    Miss,

    /// <summary>The cache has no part in this request: send it on as it is.</summary>
    Bypass,

    /// <summary>The request wants an answer from the cache only, and there is none: 504 (RFC 9111 §5.2.1.7).</summary>
    OnlyIfCachedUnsatisfied,
}

/// <summary>Why a request is not simply answered from the cache. Each has one name in <see cref="ReasonName"/>.</summary>
public enum ReuseReason
{
    /// <summary>It is.</summary>
    None,

    /// <summary>The method is neither GET nor HEAD.</summary>
    Method,

    /// <summary>The request has a condition that only the origin may evaluate.</summary>
    RequestPrecondition,

    /// <summary>The request has content.</summary>
    RequestContent,

    /// <summary>Nothing is stored under the key.</summary>
    UriMiss,

    /// <summary>Variants are stored, none for this request.</summary>
    VaryMiss,

    /// <summary>Only a part is stored, and not the part asked for.</summary>
    Partial,

    /// <summary>The stored response is stale.</summary>
    Stale,

    /// <summary>The stored response was purged softly or invalidated.</summary>
    MarkedStale,

    /// <summary>The stored response says <c>no-cache</c>.</summary>
    ResponseNoCache,

    /// <summary>The request says <c>no-cache</c>.</summary>
    RequestNoCache,

    /// <summary>The request says <c>Pragma: no-cache</c>.</summary>
    RequestPragma,

    /// <summary>The stored response is older than the request's <c>max-age</c>.</summary>
    RequestMaxAge,

    /// <summary>The stored response will not be fresh for as long as the request's <c>min-fresh</c>.</summary>
    RequestMinFresh,
}

/// <summary>The decision on a request: one kind, with what belongs to it. A value, so that a hit allocates nothing.</summary>
[StructLayout(LayoutKind.Auto)]
public readonly record struct ReuseVerdict
{
    private ReuseVerdict(ReuseKind kind, ReuseReason reason, StoredResponse? response, FreshnessState state)
    {
        Kind = kind;
        Reason = reason;
        Response = response;
        State = state;
    }

    /// <summary>What is to be done.</summary>
    public ReuseKind Kind { get; }

    /// <summary>Why it is not <see cref="ReuseKind.Fresh"/>.</summary>
    public ReuseReason Reason { get; }

    /// <summary>The chosen stored response: to answer with, or to validate. Null when there is none.</summary>
    public StoredResponse? Response { get; }

    /// <summary>Its age and lifetime now.</summary>
    public FreshnessState State { get; }

    /// <summary>
    /// What permits the stale use, or why a stale response has to be validated first. Null when staleness is not the matter.
    /// </summary>
    public StaleVerdict? Stale { get; private init; }

    /// <summary>Whether to validate in the background while the stale response is served (RFC 5861 §3).</summary>
    public bool RevalidateInBackground =>
        Kind == ReuseKind.StaleUsable && Stale?.Permission == StalePermission.StaleWhileRevalidate;

    internal static ReuseVerdict Fresh(StoredResponse response, FreshnessState state) =>
        new(ReuseKind.Fresh, ReuseReason.None, response, state);

    internal static ReuseVerdict StaleUsable(StoredResponse response, FreshnessState state, StaleVerdict stale) =>
        new(ReuseKind.StaleUsable, ReuseReason.Stale, response, state) { Stale = stale };

    internal static ReuseVerdict MustValidate(
        StoredResponse response, FreshnessState state, ReuseReason reason, StaleVerdict? stale = null) =>
        new(ReuseKind.MustValidate, reason, response, state) { Stale = stale };

    internal static ReuseVerdict Miss(ReuseReason reason, StoredResponse? response = null) =>
        new(ReuseKind.Miss, reason, response, default);

    internal static ReuseVerdict Bypass(ReuseReason reason) => new(ReuseKind.Bypass, reason, null, default);

    internal ReuseVerdict OnlyIfCached() => new(ReuseKind.OnlyIfCachedUnsatisfied, Reason, Response, State) { Stale = Stale };
}
