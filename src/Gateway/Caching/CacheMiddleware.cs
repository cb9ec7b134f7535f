using Gateway.Environments;
using Gateway.Errors;
using Gateway.HttpCache;
using Gateway.HttpCache.Policy;
using Gateway.HttpCache.Storage;
using Gateway.Registries;
using Gateway.Telemetry;
using Microsoft.AspNetCore.Http.Features;

namespace Gateway.Caching;

/// <summary>Answers from the cache where RFC 9111 allows it, and otherwise sees to it that a key is fetched once.</summary>
internal sealed class CacheMiddleware(
    RequestDelegate next, ICacheStore store, AnswerWriter answers, CacheReporting reporting, CachePassage passage,
    FetchStage fetches, UncacheableKeys uncacheable, TimeProvider time)
{
    /// <summary>The stage.</summary>
    public Task InvokeAsync(HttpContext context)
    {
        var request = context.Features.GetRequiredFeature<GatewayRequest>();
        var meaning = context.Features.GetRequiredFeature<IRequestMeaningFeature>().Meaning;
        var policy = request.Published.Snapshot.Part<CacheRules>().Of(request.Mount!, meaning.CacheClass);
        var client = CacheRequest.Of(context.Request.Method, new RequestFields(context.Request.Headers));
        var key = CacheKeys.Of(request, meaning, context.Request.Headers, policy);
        var visit = new CacheVisit(context, request, meaning, policy, client, key, next);
        if (!client.IsGetOrHead || HasBody(context) || context.Features.Get<IHttpUpgradeFeature>() is { IsUpgradableRequest: true })
        {
            return passage.Pass(visit, Decide(visit, []), StoreRefusal.Method, []);
        }

        var found = store.FindAsync(key, context.RequestAborted);
        return found.IsCompletedSuccessfully ? Handle(visit, found.Result) : HandleAsync(visit, found);
    }

    private async Task HandleAsync(CacheVisit visit, ValueTask<IReadOnlyList<StoredResponse>> found) => await Handle(visit, await found);

    private Task Handle(CacheVisit visit, IReadOnlyList<StoredResponse> stored)
    {
        var verdict = Decide(visit, stored);
        switch (verdict.Kind)
        {
            case ReuseKind.Fresh or ReuseKind.StaleUsable:
                return Serve(visit, stored, verdict);
            case ReuseKind.OnlyIfCachedUnsatisfied:
                reporting.Tell(visit.Context, visit.Request, CacheReport.OfOnlyIfCached());
                visit.Context.Features.Set(
                    new GatewayError(ErrorCode.OnlyIfCached, "Nothing stored may answer this request, and it wants nothing else."));
                return Task.CompletedTask;
            case ReuseKind.Bypass:
                return passage.Pass(visit, verdict, StoreRefusal.RequestSpecific, stored);
            default:
                return (visit.Unfetchable ?? uncacheable.Find(visit.Key)) is { } refusal
                    ? passage.Pass(visit, verdict, refusal, stored)
                    : fetches.Answer(visit, stored, verdict);
        }
    }

    private ReuseVerdict Decide(CacheVisit visit, IReadOnlyList<StoredResponse> stored) =>
        CachePolicy.DecideReuse(visit.Client, stored, visit.Policy, time.GetUtcNow());

    private Task Serve(CacheVisit visit, IReadOnlyList<StoredResponse> stored, in ReuseVerdict verdict)
    {
        if (verdict.RevalidateInBackground)
        {
            fetches.Refresh(visit, stored, verdict.Response!);
        }

        var opened = store.OpenAsync(verdict.Response!, visit.Context.RequestAborted);
        if (!opened.IsCompletedSuccessfully)
        {
            return ServeAsync(visit, stored, verdict, opened.AsTask());
        }

        return opened.Result is { } body ? ServeFrom(visit, verdict, body) : Handle(visit, Without(stored, verdict.Response!));
    }

    private Task ServeFrom(CacheVisit visit, in ReuseVerdict verdict, IEntryBody body)
    {
        using (var span = GatewaySource.Activities.StartActivity(GatewaySource.CacheSpan))
        {
            reporting.Tell(visit.Context, visit.Request, CacheReport.OfHit(verdict));
            CacheReporting.Describe(span, visit.Context.Features.Get<RequestRecord>());
        }

        return End(answers.WriteAsync(visit.Context, visit.Client, verdict.Response!, body), body);
    }

    private static async Task End(Task written, IEntryBody body)
    {
        await using (body)
        {
            await written;
        }
    }

    private async Task ServeAsync(CacheVisit visit, IReadOnlyList<StoredResponse> stored, ReuseVerdict verdict, Task<IEntryBody?> opened)
    {
        await (await opened is { } body ? ServeFrom(visit, verdict, body) : Handle(visit, Without(stored, verdict.Response!)));
    }

    /// <summary>What remains when an entry turns out to be gone, or its file damaged.</summary>
    private static IReadOnlyList<StoredResponse> Without(IReadOnlyList<StoredResponse> stored, StoredResponse gone) =>
        [.. stored.Where(entry => entry.Id != gone.Id)];

    private static bool HasBody(HttpContext context) =>
        context.Features.Get<IHttpRequestBodyDetectionFeature>()?.CanHaveBody ?? context.Request.ContentLength > 0;
}
