using Gateway.HttpCache.Policy.Ranges;

namespace Gateway.HttpCache.Policy;

/// <summary>Reusing stored responses (RFC 9111 §4).</summary>
internal static class Reuse
{
    /// <summary>Decides on a request.</summary>
    internal static ReuseVerdict Decide(
        in CacheRequest request, IReadOnlyList<StoredResponse> stored, CachePolicyOptions options, DateTimeOffset now)
    {
        if (!request.IsGetOrHead)
        {
            return ReuseVerdict.Bypass(ReuseReason.Method);
        }

        var verdict = request switch
        {
            { HasContent: true } => ReuseVerdict.Bypass(ReuseReason.RequestContent),
            { HasOriginConditions: true } => ReuseVerdict.Bypass(ReuseReason.RequestPrecondition),
            _ => DecideOnStored(request, stored, options, now),
        };
        return request.Directives.OnlyIfCached && verdict.Kind is not (ReuseKind.Fresh or ReuseKind.StaleUsable)
            ? verdict.OnlyIfCached()
            : verdict;
    }

    private static ReuseVerdict DecideOnStored(
        in CacheRequest request, IReadOnlyList<StoredResponse> stored, CachePolicyOptions options, DateTimeOffset now)
    {
        if (stored.Count == 0)
        {
            return ReuseVerdict.Miss(ReuseReason.UriMiss);
        }

        var chosen = Selection.Choose(stored, request.Fields);
        if (chosen is null)
        {
            return ReuseVerdict.Miss(ReuseReason.VaryMiss);
        }

        if (chosen.Head.Facts.IsPartial && !PartialEntry.CanAnswer(request, chosen, now))
        {
            return ReuseVerdict.Miss(ReuseReason.Partial, chosen);
        }

        return DecideOnFreshness(request, chosen, Freshness.StateOf(chosen.Head.Facts, options, now), options);
    }

    private static ReuseVerdict DecideOnFreshness(
        in CacheRequest request, StoredResponse chosen, FreshnessState state, CachePolicyOptions options)
    {
        var facts = chosen.Head.Facts;
        var reason = AlwaysValidate(request, chosen, options);
        if (reason != ReuseReason.None)
        {
            return ReuseVerdict.MustValidate(chosen, state, reason);
        }

        reason = TooOld(request.Directives, facts, state);
        if (reason != ReuseReason.None)
        {
            return ReuseVerdict.MustValidate(chosen, state, reason);
        }

        if (state.IsFresh)
        {
            return ReuseVerdict.Fresh(chosen, state);
        }

        var stale = Staleness.WithoutValidation(request, chosen, state, options);
        return stale.IsPermitted
            ? ReuseVerdict.StaleUsable(chosen, state, stale)
            : ReuseVerdict.MustValidate(chosen, state, ReuseReason.Stale, stale);
    }

    private static ReuseReason AlwaysValidate(in CacheRequest request, StoredResponse chosen, CachePolicyOptions options) =>
        request.Directives switch
        {
            { NoCache: true } => ReuseReason.RequestNoCache,
            { PragmaNoCache: true } => ReuseReason.RequestPragma,
            _ when chosen.MarkedStale => ReuseReason.MarkedStale,
            _ when Freshness.MustAlwaysValidate(chosen.Head.Facts, options) => ReuseReason.ResponseNoCache,
            _ => ReuseReason.None,
        };

    private static ReuseReason TooOld(RequestDirectives directives, ResponseFacts facts, FreshnessState state)
    {
        // A fresh immutable response is not validated for a reload, only for no-cache (RFC 8246 §2).
        var immutable = state.IsFresh && facts.Directives.Has(ResponseFlags.Immutable);
        if (directives.MaxAge is { } maxAge && !immutable && (maxAge == 0 || state.Age > TimeSpan.FromSeconds(maxAge)))
        {
            return ReuseReason.RequestMaxAge;
        }

        return state.IsFresh && directives.MinFresh is { } minFresh && state.TimeToLive < TimeSpan.FromSeconds(minFresh)
            ? ReuseReason.RequestMinFresh
            : ReuseReason.None;
    }
}
