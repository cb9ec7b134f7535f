namespace Gateway.HttpCache.Policy;

/// <summary>When a stale response may be served (RFC 9111 §4.2.4, RFC 5861).</summary>
internal static class Staleness
{
    /// <summary>Without asking the upstream first: by <c>max-stale</c>, or while it is being revalidated.</summary>
    internal static StaleVerdict WithoutValidation(
        in CacheRequest request, StoredResponse stored, FreshnessState state, CachePolicyOptions options)
    {
        var directives = request.Directives;
        if (ProhibitionOf(stored, options) is { } prohibition)
        {
            return StaleVerdict.Refuse(prohibition);
        }

        if (directives.MinFresh is not null || (directives.MaxAge is not null && directives.MaxStale is null))
        {
            return StaleVerdict.Refuse(StaleRefusal.RequestFreshness);
        }

        if (directives.MaxStale is { } maxStale && Within(state.Staleness, maxStale))
        {
            return StaleVerdict.Permit(StalePermission.MaxStale);
        }

        var window = WhileRevalidateOf(stored.Head.Facts, state, options);
        if (window > TimeSpan.Zero && state.Staleness <= window)
        {
            return StaleVerdict.Permit(StalePermission.StaleWhileRevalidate);
        }

        var anyPermission = window > TimeSpan.Zero || directives.MaxStale is not null;
        return StaleVerdict.Refuse(anyPermission ? StaleRefusal.TooStale : StaleRefusal.NotPermitted);
    }

    /// <summary>
    /// After the upstream failed or answered 500, 502, 503 or 504: "regardless of other freshness information" (RFC 5861 §4).
    /// </summary>
    internal static StaleVerdict OnError(in CacheRequest request, StoredResponse stored, FreshnessState state, CachePolicyOptions options)
    {
        var directives = request.Directives;
        if (directives.NoCache || directives.PragmaNoCache)
        {
            return StaleVerdict.Refuse(StaleRefusal.RequestNoCache);
        }

        if (stored.MarkedStale)
        {
            return StaleVerdict.Refuse(StaleRefusal.MarkedStale);
        }

        if (state.IsFresh && !Freshness.MustAlwaysValidate(stored.Head.Facts, options))
        {
            return StaleVerdict.Permit(StalePermission.StillFresh);
        }

        if (ProhibitionOf(stored, options) is { } prohibition)
        {
            return StaleVerdict.Refuse(prohibition);
        }

        // The client's own number, if it gave one, is the measure of what it accepts.
        var window = SecondsOr(directives.StaleIfError ?? stored.Head.Facts.Directives.StaleIfError, options.StaleIfError);
        if (window > TimeSpan.Zero && state.Staleness <= window)
        {
            return StaleVerdict.Permit(StalePermission.StaleIfError);
        }

        if (directives.MaxStale is { } maxStale && Within(state.Staleness, maxStale))
        {
            return StaleVerdict.Permit(StalePermission.MaxStale);
        }

        return StaleVerdict.Refuse(window > TimeSpan.Zero ? StaleRefusal.TooStale : StaleRefusal.NotPermitted);
    }

    /// <summary>What forbids a stale use of the response under all circumstances, or null.</summary>
    internal static StaleRefusal? ProhibitionOf(StoredResponse stored, CachePolicyOptions options)
    {
        var facts = stored.Head.Facts;
        return facts.Directives switch
        {
            _ when stored.MarkedStale => StaleRefusal.MarkedStale,
            _ when Freshness.MustAlwaysValidate(facts, options) => StaleRefusal.NoCache,
            { Flags: var flags } when (flags & ResponseFlags.MustRevalidate) != ResponseFlags.None => StaleRefusal.MustRevalidate,
            { Flags: var flags } when (flags & ResponseFlags.ProxyRevalidate) != ResponseFlags.None => StaleRefusal.ProxyRevalidate,
            { SharedMaxAge.Present: true } => StaleRefusal.SharedMaxAge,
            _ => null,
        };
    }

    // What is configured prolongs a lifetime but makes none: "max-age=0" of an upstream that knows no stale-while-revalidate still means
    // that every use is validated.
    private static TimeSpan WhileRevalidateOf(ResponseFacts facts, FreshnessState state, CachePolicyOptions options) =>
        SecondsOr(
            facts.Directives.StaleWhileRevalidate,
            state.Lifetime.Duration > TimeSpan.Zero ? options.StaleWhileRevalidate : TimeSpan.Zero);

    private static TimeSpan SecondsOr(long? seconds, TimeSpan configured) =>
        seconds is { } given ? TimeSpan.FromSeconds(given) : configured;

    private static bool Within(TimeSpan staleness, long seconds) =>
        seconds == long.MaxValue || staleness <= TimeSpan.FromSeconds(seconds);
}
