using FsCheck.Fluent;
using Gateway.HttpCache.Policy;
using Xunit;

namespace Gateway.Tests.HttpCache.Policy;

/// <summary>What holds of decisions whatever else the messages say.</summary>
public class DecisionProperties
{
    private static readonly CachePolicyOptions Generous = new()
    {
        Heuristic = true,
        StaleWhileRevalidate = TimeSpan.FromDays(30),
        StaleIfError = TimeSpan.FromDays(30),
    };

    [Theory]
    [InlineData("Cache-Control: no-store", StoreRefusal.ResponseNoStore)]
    [InlineData("Cache-Control: NO-STORE=1", StoreRefusal.ResponseNoStore)]
    [InlineData("Cache-Control: private", StoreRefusal.Private)]
    [InlineData("Vary: *", StoreRefusal.VaryUnmatchable)]
    public void ForbiddenToStore_WhateverElseIsSaid_IsNeverStored(string forbidding, StoreRefusal reason) => Any.Check(Prop.ForAll(
        Any.Response.ToArbitrary(), Any.Request.ToArbitrary(), Any.Status.ToArbitrary(),
        (response, request, status) =>
        {
            var verdict = CachePolicy.DecideStore(
                Given.Request("GET | " + request), Given.Response($"{status} | {response} | {forbidding}"), Generous);
            return verdict is StoreVerdict.Refuse refusal && (refusal.Reason == reason || IsRefusedForMore(refusal.Reason));
        }));

    [Theory]
    [InlineData("Cache-Control: no-store")]
    [InlineData("Cache-Control: max-age=5, No-Store")]
    public void RequestForbidsStoring_WhateverElseIsSaid_IsNeverStored(string forbidding) => Any.Check(Prop.ForAll(
        Any.Response.ToArbitrary(), Any.Request.ToArbitrary(), Any.Status.ToArbitrary(),
        (response, request, status) => CachePolicy.DecideStore(
            Given.Request($"GET | {request} | {forbidding}"), Given.Response($"{status} | {response}"), Generous) is StoreVerdict.Refuse));

    [Theory]
    [InlineData("Cache-Control: must-revalidate")]
    [InlineData("Cache-Control: proxy-revalidate")]
    [InlineData("Cache-Control: s-maxage=10")]
    [InlineData("Cache-Control: no-cache")]
    public void ForbiddenToServeStale_WhateverElseIsSaid_IsNeverServedStale(string forbidding) => Any.Check(Prop.ForAll(
        Any.Response.ToArbitrary(), Any.Request.ToArbitrary(), Any.Moment.ToArbitrary(),
        (response, request, now) =>
        {
            var stored = Given.Stored($"200 | {response} | {forbidding}", request);
            var presented = Given.Request("GET | " + request);
            var verdict = CachePolicy.DecideReuse(presented, [stored], Generous, now);
            var onError = CachePolicy.DecideStaleOnError(presented, stored, Generous, now);
            var fresh = Freshness.StateOf(stored.Head.Facts, Generous, now).IsFresh
                && !Freshness.MustAlwaysValidate(stored.Head.Facts, Generous);
            return verdict.Kind != ReuseKind.StaleUsable
                && (fresh || verdict.Kind != ReuseKind.Fresh)
                && (fresh || !onError.IsPermitted);
        }));

    [Fact]
    public void FreshVerdict_WhateverIsSaid_MeansMatchingAndWithinLifetime() => Any.Check(Prop.ForAll(
        Any.Response.ToArbitrary(), Any.Request.ToArbitrary(), Any.Moment.ToArbitrary(),
        (response, request, now) =>
        {
            var stored = Given.Stored("200 | " + response, "Foo: 1");
            var verdict = CachePolicy.DecideReuse(Given.Request("GET | " + request), [stored], Generous, now);
            return verdict.Kind != ReuseKind.Fresh
                || (Selection.Matches(stored, Given.Fields(request))
                    && Freshness.LifetimeOf(stored.Head.Facts, Generous).Duration > Freshness.AgeOf(stored.Head.Facts, now));
        }));

    [Fact]
    public void FreshNow_EarlierMoment_WasFreshToo() => Any.Check(Prop.ForAll(
        Any.Response.ToArbitrary(), Any.Moment.ToArbitrary(), Any.Moment.ToArbitrary(),
        (response, one, other) =>
        {
            var facts = Given.Response("200 | " + response).Facts;
            var (earlier, later) = one <= other ? (one, other) : (other, one);
            return Freshness.AgeOf(facts, earlier) <= Freshness.AgeOf(facts, later)
                && (!Freshness.StateOf(facts, Generous, later).IsFresh || Freshness.StateOf(facts, Generous, earlier).IsFresh);
        }));

    [Fact]
    public void OnlyIfCached_WhateverIsStored_NeverGoesForward() => Any.Check(Prop.ForAll(
        Any.Response.ToArbitrary(), Any.Request.ToArbitrary(), Any.Moment.ToArbitrary(),
        (response, request, now) => CachePolicy.DecideReuse(
            Given.Request($"GET | {request} | Cache-Control: only-if-cached"),
            [Given.Stored("200 | " + response, request)],
            Generous,
            now).Kind
            is ReuseKind.Fresh or ReuseKind.StaleUsable or ReuseKind.OnlyIfCachedUnsatisfied));

    [Fact]
    public void NotModified_WhateverItSays_LeavesNoFieldThatMayNotBeStored() => Any.Check(Prop.ForAll(
        Any.Response.ToArbitrary(), Any.Response.ToArbitrary(),
        (response, received) =>
        {
            const string never = "Transfer-Encoding: chunked | Content-Length: 77 | Connection: y | y: 1";
            var stored = Given.Stored($"200 | ETag: \"z\" | {response}");
            var verdict = CachePolicy.DecideValidation(
                Given.Request("GET"), stored, [stored], Given.Response($"304 | {received} | {never}"), Generous);
            return verdict is not ValidationVerdict.Freshened freshened
                || freshened.Head.Fields.All(static field => field is not ({ Name: "Transfer-Encoding" or "y" } or { Value: "77" or "y" }));
        }));

    // Several things may forbid at once; the first in the order of the decision names it.
    private static bool IsRefusedForMore(StoreRefusal reason) => reason is
        StoreRefusal.NotModified or StoreRefusal.PartialContent or StoreRefusal.RequestSpecific or StoreRefusal.Authorization
        or StoreRefusal.NoFreshness or StoreRefusal.NoValidator;
}
