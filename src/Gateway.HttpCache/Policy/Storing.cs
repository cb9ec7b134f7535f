namespace Gateway.HttpCache.Policy;

/// <summary>Storing responses (RFC 9111 §3).</summary>
internal static class Storing
{
    /// <summary>Decides on a received response and prepares it for the store.</summary>
    internal static StoreVerdict Decide(in CacheRequest request, ResponseHead received, CachePolicyOptions options)
    {
        if (Refusal(request, received, options) is { } reason)
        {
            return new StoreVerdict.Refuse(reason);
        }

        var names = Selection.NamesOf(received.Fields);
        if (names is null)
        {
            return new StoreVerdict.Refuse(StoreRefusal.VaryUnmatchable);
        }

        return new StoreVerdict.Store(
            received with { Fields = StoredFields.Of(received, options) },
            Selection.FieldsOf(names.Value, request.Fields),
            Tags.Of(received.Fields),
            StoredFields.ContentLengthOf(received.Fields));
    }

    /// <summary>Why the response may not or should not be stored; null when it may.</summary>
    internal static StoreRefusal? Refusal(in CacheRequest request, ResponseHead received, CachePolicyOptions options) =>
        RefusalByMessage(request, received)
        ?? RefusalByDirective(request, received.Facts, options)
        ?? RefusalByUse(received, options);

    private static StoreRefusal? RefusalByMessage(in CacheRequest request, ResponseHead received) => received.Status switch
    {
        // POST with explicit freshness could be stored too; no registry does it, and a cache need not understand every method.
        _ when !request.IsGet => StoreRefusal.Method,
        _ when request.HasContent => StoreRefusal.RequestContent,
        _ when !StatusCodes.IsFinal(received.Status) => StoreRefusal.StatusNotFinal,
        StatusCodes.NotModified => StoreRefusal.NotModified,
        StatusCodes.PartialContent when !request.HasRange || received.Facts.Range is null => StoreRefusal.PartialContent,
        StatusCodes.PreconditionFailed when request.HasConditions || request.HasOriginConditions => StoreRefusal.RequestSpecific,
        StatusCodes.RangeNotSatisfiable when request.HasRange => StoreRefusal.RequestSpecific,
        _ => null,
    };

    /// <summary>What the directives forbid, also for a stored response that a 304 has just updated.</summary>
    internal static StoreRefusal? RefusalByDirective(in CacheRequest request, ResponseFacts facts, CachePolicyOptions options)
    {
        var directives = facts.Directives;
        var mustUnderstand = directives.Has(ResponseFlags.MustUnderstand);
        if (mustUnderstand && !StatusCodes.IsUnderstood(facts.Status))
        {
            return StoreRefusal.StatusNotUnderstood;
        }

        // no-store beside must-understand is for caches that do not know the latter (§5.2.2.3).
        if (directives.Has(ResponseFlags.NoStore) && !mustUnderstand)
        {
            return StoreRefusal.ResponseNoStore;
        }

        if (directives.Has(ResponseFlags.Private))
        {
            return StoreRefusal.Private;
        }

        if (request.Directives.NoStore)
        {
            return StoreRefusal.RequestNoStore;
        }

        return request.HasAuthorization && !MayShare(directives, options) ? StoreRefusal.Authorization : null;
    }

    private static bool MayShare(ResponseDirectives directives, CachePolicyOptions options) =>
        options.Authorization == AuthorizationSharing.Shared
        || directives.Has(ResponseFlags.Public | ResponseFlags.MustRevalidate)
        || directives.SharedMaxAge.Seconds is not null;

    private static StoreRefusal? RefusalByUse(ResponseHead received, CachePolicyOptions options)
    {
        var facts = received.Facts;
        if (StoredFields.ContentLengthOf(received.Fields) > options.MaxObjectSize)
        {
            return StoreRefusal.TooLarge;
        }

        var lifetime = Freshness.LifetimeOf(facts, options);
        if (lifetime.Source == LifetimeSource.None && !IsMarkedStorable(facts))
        {
            return StoreRefusal.NoFreshness;
        }

        if (Freshness.MustAlwaysValidate(facts, options))
        {
            return facts.HasValidator ? null : StoreRefusal.NoValidator;
        }

        return IsOfUse(facts, lifetime) ? null : StoreRefusal.NoFreshness;
    }

    // The last requirement of §3: public, or a status code that is heuristically cacheable, when no lifetime is given.
    private static bool IsMarkedStorable(ResponseFacts facts) =>
        facts.Directives.Has(ResponseFlags.Public) || StatusCodes.IsHeuristicallyCacheable(facts.Status);

    // Something that is never fresh and can be neither validated nor served stale would only take room.
    private static bool IsOfUse(ResponseFacts facts, Lifetime lifetime) =>
        lifetime.Duration > TimeSpan.Zero
        || facts.HasValidator
        || facts.Directives.StaleIfError > 0
        || facts.Directives.StaleWhileRevalidate > 0;
}
