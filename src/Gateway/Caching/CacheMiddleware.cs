using Gateway.Errors;
using Gateway.HttpCache;
using Gateway.HttpCache.Policy;
using Gateway.HttpCache.Storage;
using Gateway.Telemetry;

namespace Gateway.Caching;

/// <summary>Answers from the cache where RFC 9111 allows it, and otherwise sees to it that a key is fetched once.</summary>
internal sealed class CacheMiddleware(
    RequestDelegate next, ICacheStore store, AnswerWriter answers, CacheReporting reporting, CachePassage passage,
    FetchStage fetches, UncacheableKeys uncacheable, PurgeRequest purges, TimeProvider time)
{
    /// <summary>The stage.</summary>
    public Task InvokeAsync(HttpContext context)
    {
        var visit = new CacheVisit(context, next);
        if (visit.Refusal is { } refusal)
        {
            return context.Request.Method == PurgeRequest.Method
                ? purges.AnswerAsync(visit)
                : passage.Pass(visit, Decide(visit, []), refusal, []);
        }

        uncacheable.Recall(visit);
        var found = store.FindAsync(visit.Key, context.RequestAborted);
        return found.IsCompletedSuccessfully ? Handle(visit, found.GetAwaiter().GetResult()) : HandleAsync(visit, found);
    }

    private Task RefuseOnlyIfCached(CacheVisit visit)
    {
        using var span = GatewaySource.Activities.StartActivity(GatewaySource.CacheSpan);
        reporting.Tell(visit, CacheReport.OfOnlyIfCached());
        CacheReporting.Describe(span, visit);
        visit.Context.Features.Set(
            new GatewayError(ErrorCode.OnlyIfCached, "Nothing stored may answer this request, and it wants nothing else."));
        return Task.CompletedTask;
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
                return RefuseOnlyIfCached(visit);
            case ReuseKind.Bypass:
                return passage.Pass(visit, verdict, StoreRefusal.RequestSpecific, stored);
            default:
                return Fetch(visit, stored, verdict);
        }
    }

    private Task Fetch(CacheVisit visit, IReadOnlyList<StoredResponse> stored, in ReuseVerdict verdict)
    {
        if (visit.Unfetchable is { } refusal)
        {
            return passage.Pass(visit, verdict, refusal, stored);
        }

        // What is stored can still be confirmed, and hide an error: it may be of an error alone that the key is remembered.
        if (visit.Remembered is { } remembered && verdict.Kind == ReuseKind.Miss)
        {
            return passage.Pass(visit, verdict, remembered, stored);
        }

        // What is whole but stale is confirmed as a whole; where there is nothing or only a part, the client's range is what is fetched.
        var isPart = visit.Client.HasRange && (verdict.Kind == ReuseKind.Miss || verdict.Response is { Head.Facts.IsPartial: true });
        return isPart ? fetches.AnswerPart(visit, stored, verdict) : fetches.Answer(visit, stored, verdict);
    }

    private ReuseVerdict Decide(CacheVisit visit, IReadOnlyList<StoredResponse> stored) =>
        CachePolicy.DecideReuse(visit.Client, stored, visit.Policy, time.GetUtcNow());

    private Task Serve(CacheVisit visit, IReadOnlyList<StoredResponse> stored, in ReuseVerdict verdict)
    {
        var opened = store.OpenAsync(verdict.Response!, visit.Context.RequestAborted);
        if (!opened.IsCompletedSuccessfully)
        {
            return ServeAsync(visit, stored, verdict, opened.AsTask());
        }

        return opened.GetAwaiter().GetResult() is { } body
            ? ServeFrom(visit, stored, verdict, body)
            : Handle(visit, Without(stored, verdict.Response!));
    }

    private Task ServeFrom(CacheVisit visit, IReadOnlyList<StoredResponse> stored, in ReuseVerdict verdict, IEntryBody body)
    {
        if (verdict.RevalidateInBackground)
        {
            // Not before the stale body is open: a quick upstream would have replaced it.
            fetches.Refresh(visit, stored, verdict.Response!);
        }

        Task written;
        using (var span = GatewaySource.Activities.StartActivity(GatewaySource.CacheSpan))
        {
            written = verdict.Kind == ReuseKind.Fresh
                ? answers.WriteHit(visit, verdict, body)
                : answers.Write(visit, verdict.Response!, body, CacheReport.OfHit(verdict), isFirstHand: false);
            CacheReporting.Describe(span, visit);
        }

        if (!written.IsCompletedSuccessfully)
        {
            return End(written, body);
        }

        var closed = body.DisposeAsync();
        return closed.IsCompletedSuccessfully ? Task.CompletedTask : closed.AsTask();
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
        await (await opened is { } body ? ServeFrom(visit, stored, verdict, body) : Handle(visit, Without(stored, verdict.Response!)));
    }

    /// <summary>What remains when an entry turns out to be gone, or its file damaged.</summary>
    private static IReadOnlyList<StoredResponse> Without(IReadOnlyList<StoredResponse> stored, StoredResponse gone) =>
        [.. stored.Where(entry => entry.Id != gone.Id)];
}
