using System.Collections.Immutable;
using FsCheck;
using FsCheck.Fluent;
using Gateway.Caching;
using Gateway.Configuration;
using Gateway.Environments;
using Gateway.HttpCache;
using Gateway.HttpCache.Policy;
using Gateway.Registries.Names;
using Xunit;

namespace Gateway.Tests.Caching;

/// <summary>Two different requests never share an entry.</summary>
public sealed class CacheKeysTests
{
    // Few letters, and those that separate parts elsewhere: what could be confused comes up often.
    private static readonly Gen<string> Text = Gen
        .Elements("", "a", "b", "/", "?", "&", "=", ":", ",", " ", "%2f", "//", "a=1", "utm_x=1", "://")
        .ArrayOf(3)
        .Select(string.Concat);

    private static readonly Gen<Asked> Requests =
        from environment in Gen.Elements("dev", "prod")
        from mount in Gen.Elements("/a", "/a/b", "/b")
        from scheme in Gen.Elements("http", "https")
        from host in Gen.Elements("h", "h:1", "h:80", "g")
        from rest in Text
        from tenant in Gen.OneOf(Gen.Constant<string?>(null), Text.Select(text => (string?)text.Trim()))
        select new Asked(environment, mount, scheme, host, "/" + rest, tenant);

    // Two of a kind, one request twice, and two that differ in little.
    private static readonly Gen<(Asked One, Asked Other)> Pairs = Gen.OneOf(
        Requests.Two().Select(pair => (pair.Item1, pair.Item2)),
        Requests.Select(one => (one, one with { })),
        Requests.Two().Select(pair => (pair.Item1, pair.Item1 with { Rest = pair.Item2.Rest })),
        Requests.Two().Select(pair => (pair.Item1, pair.Item1 with { Tenant = pair.Item2.Tenant })));

    private static readonly Config Often = Config.QuickThrowOnFailure.WithMaxTest(2000);

    private static readonly CachePolicyOptions Keyed = new() { KeyHeaders = ["X-Tenant", "X-Other"] };

    [Fact]
    public void TwoRequests_AnythingDiffers_KeysDiffer() =>
        Prop.ForAll(
            Pairs.ToArbitrary(),
            pair => (pair.One == pair.Other) == KeyOf(pair.One, Keyed).Equals(KeyOf(pair.Other, Keyed)))
            .Check(Often);

    [Fact]
    public void TwoRequests_NoFieldsInTheKey_OnlyTheFieldsMayDiffer() =>
        Prop.ForAll(
            Pairs.ToArbitrary(),
            pair => (pair.One with { Tenant = null } == pair.Other with { Tenant = null })
                == KeyOf(pair.One, CachePolicyOptions.Default).Equals(KeyOf(pair.Other, CachePolicyOptions.Default)))
            .Check(Often);

    [Fact]
    public void TwoRequests_ParametersIgnored_KeysAreEqualWhenTheRestOfTheTargetIs()
    {
        var ignoring = new CachePolicyOptions { IgnoreQuery = ["utm_*"] };
        Prop.ForAll(
            Pairs.ToArbitrary(),
            pair => (Without(pair.One) == Without(pair.Other)) == KeyOf(pair.One, ignoring).Equals(KeyOf(pair.Other, ignoring)))
            .Check(Often);

        static Asked Without(Asked asked)
        {
            var parts = asked.Rest.Split('?', 2);
            var query = parts.Length == 1 ? [] : parts[1].Split('&');
            var kept = query.Where(parameter => !parameter.StartsWith("utm_", StringComparison.Ordinal)).ToList();
            return asked with { Tenant = null, Rest = kept.Count == 0 ? parts[0] : $"{parts[0]}?{string.Join('&', kept)}" };
        }
    }

    [Fact]
    public void TwoKeys_AnythingDiffers_TheirTagsAndHashesDiffer() =>
        Prop.ForAll(
            Pairs.ToArbitrary(),
            pair =>
            {
                var (one, other) = (KeyOf(pair.One, Keyed), KeyOf(pair.Other, Keyed));
                var sameResource = one with { Extra = [] } == other with { Extra = [] };
                return one.Equals(other) == (CacheKeys.HashOf(one) == CacheKeys.HashOf(other))
                    && sameResource == (CacheKeys.ResourceTag(one) == CacheKeys.ResourceTag(other));
            }).Check(Often);

    private static CacheKey KeyOf(Asked asked, CachePolicyOptions policy)
    {
        var options = new RepositoryOptions { Path = asked.Mount };
        var mount = new MountedRepository(0, asked.Environment, asked.Mount.Replace('/', '-'), options, ImmutableArray<string>.Empty);
        var fields = asked.Tenant is null ? FieldList.Empty : FieldList.Of(("X-Tenant", asked.Tenant));
        return CacheKeys.Of(mount, PrivateNameGuard.None, asked.Rest, asked.Scheme, asked.Host, fields, policy);
    }

    private sealed record Asked(string Environment, string Mount, string Scheme, string Host, string Rest, string? Tenant);
}
