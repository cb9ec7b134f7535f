namespace Gateway.HttpCache.Policy;

/// <summary>
/// The one name of every reason, in kebab case: the same word in code, log, metric, span attribute, <c>Cache-Status</c> detail and docs.
/// Reasons that are the same fact seen from two decisions have the same name.
/// </summary>
public static class ReasonName
{
    /// <summary>The name of a refusal to store.</summary>
    /// <param name="reason">The reason.</param>
    public static string Of(StoreRefusal reason) => reason switch
    {
        StoreRefusal.Method => "method",
        StoreRefusal.RequestContent => "request-content",
        StoreRefusal.StatusNotFinal => "status-not-final",
        StoreRefusal.RequestNoStore => "request-no-store",
        StoreRefusal.ResponseNoStore => "response-no-store",
        StoreRefusal.Private => "private",
        StoreRefusal.Authorization => "authorization",
        StoreRefusal.StatusNotUnderstood => "status-not-understood",
        StoreRefusal.NotModified => "not-modified",
        StoreRefusal.PartialContent => "partial-content",
        StoreRefusal.RequestSpecific => "request-specific",
        StoreRefusal.NoFreshness => "no-freshness",
        StoreRefusal.NoValidator => "no-validator",
        StoreRefusal.VaryUnmatchable => "vary-unmatchable",
        StoreRefusal.TooLarge => "too-large",
        StoreRefusal.RepositoryFormat => "repository-format",
        StoreRefusal.Upgrade => "upgrade",
        StoreRefusal.NoRoom => "no-room",
        _ => throw Nameless(nameof(reason), reason),
    };

    /// <summary>The name of why a request is not simply answered from the cache.</summary>
    /// <param name="reason">The reason.</param>
    public static string Of(ReuseReason reason) => reason switch
    {
        ReuseReason.None => "fresh",
        ReuseReason.Method => "method",
        ReuseReason.RequestPrecondition => "request-precondition",
        ReuseReason.RequestContent => "request-content",
        ReuseReason.UriMiss => "uri-miss",
        ReuseReason.VaryMiss => "vary-miss",
        ReuseReason.Partial => "partial",
        ReuseReason.Stale => "stale",
        ReuseReason.MarkedStale => "marked-stale",
        ReuseReason.ResponseNoCache => "response-no-cache",
        ReuseReason.RequestNoCache => "request-no-cache",
        ReuseReason.RequestPragma => "request-pragma",
        ReuseReason.RequestMaxAge => "request-max-age",
        ReuseReason.RequestMinFresh => "request-min-fresh",
        _ => throw Nameless(nameof(reason), reason),
    };

    /// <summary>The name of what permits a stale response.</summary>
    /// <param name="permission">The permission.</param>
    public static string Of(StalePermission permission) => permission switch
    {
        StalePermission.StaleWhileRevalidate => "stale-while-revalidate",
        StalePermission.StaleIfError => "stale-if-error",
        StalePermission.MaxStale => "request-max-stale",
        StalePermission.StillFresh => "still-fresh",
        _ => throw Nameless(nameof(permission), permission),
    };

    /// <summary>The name of why a stale response may not be used.</summary>
    /// <param name="reason">The reason.</param>
    public static string Of(StaleRefusal reason) => reason switch
    {
        StaleRefusal.NotPermitted => "stale-not-permitted",
        StaleRefusal.TooStale => "too-stale",
        StaleRefusal.NoCache => "response-no-cache",
        StaleRefusal.MustRevalidate => "must-revalidate",
        StaleRefusal.ProxyRevalidate => "proxy-revalidate",
        StaleRefusal.SharedMaxAge => "s-maxage",
        StaleRefusal.MarkedStale => "marked-stale",
        StaleRefusal.RequestNoCache => "request-no-cache",
        StaleRefusal.RequestFreshness => "request-freshness",
        _ => throw Nameless(nameof(reason), reason),
    };

    /// <summary>The name of why a <c>Range</c> is ignored.</summary>
    /// <param name="reason">The reason.</param>
    public static string Of(Ranges.RangeRefusal reason) => reason switch
    {
        Ranges.RangeRefusal.None => "range-honoured",
        Ranges.RangeRefusal.Invalid => "range-invalid",
        Ranges.RangeRefusal.IfRange => "if-range",
        Ranges.RangeRefusal.TooMany => "range-too-many",
        Ranges.RangeRefusal.Overlapping => "range-overlapping",
        Ranges.RangeRefusal.Empty => "range-of-empty",
        _ => throw Nameless(nameof(reason), reason),
    };

    /// <summary>The name of why parts are not combined.</summary>
    /// <param name="reason">The reason.</param>
    public static string Of(Ranges.CombineRefusal reason) => reason switch
    {
        Ranges.CombineRefusal.NotPartial => "not-partial",
        Ranges.CombineRefusal.NoStrongValidator => "no-strong-validator",
        Ranges.CombineRefusal.OtherLength => "other-length",
        Ranges.CombineRefusal.Gap => "gap",
        Ranges.CombineRefusal.NotStorable => "not-storable",
        _ => throw Nameless(nameof(reason), reason),
    };

    private static ArgumentOutOfRangeException Nameless(string parameter, Enum reason) =>
        new(parameter, reason, "This reason has no name; give it one in ReasonName.");
}
