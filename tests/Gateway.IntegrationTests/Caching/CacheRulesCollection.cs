namespace Gateway.IntegrationTests.Caching;

/// <summary>All rules share one gateway and one clock, so they run one after the other.</summary>
[CollectionDefinition(nameof(CacheRulesCollection))]
public sealed class CacheRulesCollection : ICollectionFixture<CacheHost>;
