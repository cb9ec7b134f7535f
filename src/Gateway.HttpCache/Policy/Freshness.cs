namespace Gateway.HttpCache.Policy;

/// <summary>Freshness (RFC 9111 §4.2).</summary>
public static class Freshness
{
    /// <summary>Age against lifetime now.</summary>
    /// <param name="facts">The response.</param>
    /// <param name="options">What is configured.</param>
    /// <param name="now">The present moment.</param>
    public static FreshnessState StateOf(ResponseFacts facts, CachePolicyOptions options, DateTimeOffset now) =>
        new(AgeOf(facts, now), LifetimeOf(facts, options));

    /// <summary>The current age (§4.2.3). A clock that was set back makes no response younger than when it was received.</summary>
    /// <param name="facts">The response.</param>
    /// <param name="now">The present moment.</param>
    public static TimeSpan AgeOf(ResponseFacts facts, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(facts);
        var residentTime = now - facts.ResponseTime;
        return residentTime > TimeSpan.Zero ? facts.InitialAge + residentTime : facts.InitialAge;
    }

    /// <summary>The freshness lifetime: explicit, else configured for the status, else heuristic (§4.2.1, §4.2.2).</summary>
    /// <param name="facts">The response.</param>
    /// <param name="options">What is configured.</param>
    public static Lifetime LifetimeOf(ResponseFacts facts, CachePolicyOptions options)
    {
        ArgumentNullException.ThrowIfNull(facts);
        ArgumentNullException.ThrowIfNull(options);
        if (facts.Explicit.Source != LifetimeSource.None && !options.OverrideUpstream)
        {
            return facts.Explicit;
        }

        if (options.Lifetimes.TryGetValue(facts.Status, out var configured))
        {
            return new Lifetime(configured, LifetimeSource.Configured);
        }

        return facts.Explicit.Source != LifetimeSource.None ? facts.Explicit : HeuristicLifetime(facts, options);
    }

    /// <summary>Whether <c>no-cache</c> holds for the response: not where the operator's lifetime replaces the upstream's word.</summary>
    /// <param name="facts">The response.</param>
    /// <param name="options">What is configured.</param>
    public static bool MustAlwaysValidate(ResponseFacts facts, CachePolicyOptions options)
    {
        ArgumentNullException.ThrowIfNull(facts);
        ArgumentNullException.ThrowIfNull(options);
        return facts.Directives.Has(ResponseFlags.NoCache)
            && !(options.OverrideUpstream && options.Lifetimes.ContainsKey(facts.Status));
    }

    private static Lifetime HeuristicLifetime(ResponseFacts facts, CachePolicyOptions options)
    {
        var allowed = StatusCodes.IsHeuristicallyCacheable(facts.Status) || facts.Directives.Has(ResponseFlags.Public);
        if (!options.Heuristic || !allowed || facts.LastModified is not { } modified || modified >= facts.Date)
        {
            return Lifetime.None;
        }

        return new Lifetime((facts.Date - modified) * options.HeuristicFraction, LifetimeSource.Heuristic);
    }
}
