using Gateway.Errors;
using Gateway.HttpCache;
using Gateway.HttpCache.Policy;
using Gateway.HttpCache.Storage;
using Gateway.Telemetry;

namespace Gateway.Caching;

/// <summary>Answers a request that the store cannot answer: by the one fetch of its key, begun here or joined.</summary>
internal sealed class FetchStage(
    ICacheStore store, FetchTable running, AnswerWriter answers, GrowingAnswer growing, CacheReporting reporting, CachePassage passage,
    UncacheableKeys uncacheable, IServiceProvider services, ILoggerFactory loggers, TimeProvider time)
{
    /// <summary>How often a request waits for a fetch that turns out not to be for it, before it goes on alone.</summary>
    private const int MostRounds = 3;

    private readonly ILogger _logger = loggers.CreateLogger("Gateway.Caching");

    /// <summary>Answers the request.</summary>
    /// <param name="visit">The request.</param>
    /// <param name="stored">The variants stored under its key.</param>
    /// <param name="verdict">Why none of them answers it.</param>
    public async Task Answer(CacheVisit visit, IReadOnlyList<StoredResponse> stored, ReuseVerdict verdict)
    {
        using var span = GatewaySource.Activities.StartActivity(GatewaySource.CacheSpan);
        var variant = VariantText.Of(stored, visit.Client.Fields);
        for (var round = 0; round < MostRounds; round++)
        {
            var plan = new FetchPlan(visit.Key, stored, verdict.Response, visit.Meaning, visit.Policy);
            var again = await Apply(visit, verdict, await Join(visit, variant, plan));
            CacheReporting.Describe(span, visit.Context.Features.Get<RequestRecord>());
            if (again is null)
            {
                return;
            }

            stored = await store.FindAsync(visit.Key, CancellationToken.None);
            verdict = CachePolicy.DecideReuse(visit.Client, stored, visit.Policy, time.GetUtcNow());
            if (verdict.Kind is ReuseKind.Fresh && await ServeStored(visit, verdict.Response!, CacheReport.OfHit(verdict)))
            {
                return;
            }

            variant = again;
        }

        await passage.Pass(visit, verdict, StoreRefusal.RequestSpecific, stored, collapsed: false);
    }

    /// <summary>Joins the fetch of the key, or begins it, and waits for what it comes to.</summary>
    private async Task<Arrival> Join(CacheVisit visit, string variant, FetchPlan plan)
    {
        var fetch = running.Join(visit.Key, variant, () => new Fetch(plan, store, time, _logger), out var isOwner);
        var isHeld = fetch.TryHold();
        if (isOwner)
        {
            // What another fetch stored between the look-up and now is not fetched again.
            var now = await store.FindAsync(visit.Key, CancellationToken.None);
            if (CachePolicy.DecideReuse(visit.Client, now, visit.Policy, time.GetUtcNow()).Kind == ReuseKind.Fresh)
            {
                running.Remove(visit.Key, variant, fetch);
                fetch.Dismiss();
            }
            else
            {
                Begin(visit, variant, fetch);
            }
        }

        var outcome = await Wait(visit, fetch, isOwner);
        var reader = (outcome as FetchOutcome.Growing)?.Writer.OpenReader();
        if (isHeld)
        {
            await fetch.ReleaseAsync();
        }

        visit.Context.Features.Get<RequestRecord>()!.TakeUpstream(fetch.Record);
        return new Arrival(outcome, reader, isOwner);
    }

    /// <summary>Confirms or replaces a stale entry with no client waiting (RFC 5861 §3).</summary>
    public void Refresh(CacheVisit visit, IReadOnlyList<StoredResponse> stored, StoredResponse selected)
    {
        var plan = new FetchPlan(visit.Key, stored, selected, visit.Meaning, visit.Policy);
        var variant = VariantText.Of(stored, visit.Client.Fields);
        var fetch = running.Join(visit.Key, variant, () => new Fetch(plan, store, time, _logger), out var isOwner);
        if (isOwner)
        {
            fetch.Abandon();
            Begin(visit, variant, fetch);
        }
    }

    private void Begin(CacheVisit visit, string variant, Fetch fetch)
    {
        var response = new DetachedResponse(fetch);
        var context = DetachedRequest.From(visit.Context, response, fetch.Record, services);
        _ = Run(visit.Rest, visit.Key);

        // Takes no part of the visit along: that would hold the client's context beyond its life.
        async Task Run(RequestDelegate rest, CacheKey key)
        {
            await fetch.RunAsync(context, response, rest);
            running.Remove(key, variant, fetch);
        }
    }

    private static async Task<FetchOutcome> Wait(CacheVisit visit, Fetch fetch, bool isOwner)
    {
        try
        {
            return await fetch.Outcome.WaitAsync(visit.Context.RequestAborted);
        }
        catch (OperationCanceledException)
        {
            if (isOwner)
            {
                fetch.Abandon();
            }

            await fetch.ReleaseAsync();
            throw;
        }
    }

    /// <summary>Answers with what the fetch came to.</summary>
    /// <returns>Null when the request is answered; otherwise the variant to try next.</returns>
    private async Task<string?> Apply(CacheVisit visit, ReuseVerdict verdict, Arrival came)
    {
        bool? collapsed = came.IsOwner ? null : true;
        switch (came.Outcome)
        {
            case FetchOutcome.Growing entry:
                return await ServeGrowing(visit, verdict, entry, came.Reader, collapsed);
            case FetchOutcome.Unshared answer when came.IsOwner:
                uncacheable.Add(visit.Key, answer.Reason);
                reporting.Tell(visit.Context, visit.Request, CacheReport.OfFetch(verdict, answer.Head.Status, answer.Reason));
                await GrowingAnswer.WriteUnsharedAsync(visit.Context, answer.Head, answer.Body);
                return null;
            case FetchOutcome.Unshared answer:
                await passage.Pass(visit, verdict, answer.Reason, [], collapsed: false);
                return null;
            case FetchOutcome.Confirmed confirmed:
                var left = Freshness.StateOf(confirmed.Served.Head.Facts, visit.Policy, time.GetUtcNow()).TimeToLive;
                return await ServeStored(visit, confirmed.Served, CacheReport.OfRevalidation(verdict, left, collapsed)) ? null : "";
            case FetchOutcome.HiddenError hidden:
                return await ServeStored(
                    visit, hidden.Served, CacheReport.OfStaleOnError(verdict, hidden.Status, hidden.Stale)) ? null : "";
            case FetchOutcome.Failed failed:
                await ServeFailure(visit, verdict, failed.Error);
                return null;
            default:
                return "";
        }
    }

    private async Task<string?> ServeGrowing(
        CacheVisit visit, ReuseVerdict verdict, FetchOutcome.Growing entry, IGrowingBody? reader, bool? collapsed)
    {
        if (reader is null)
        {
            return "";
        }

        await using (reader)
        {
            if (!VariantText.Matches(entry.Draft.Selecting, visit.Client.Fields))
            {
                return VariantText.Of(entry.Draft.Selecting, visit.Client.Fields);
            }

            reporting.Tell(visit.Context, visit.Request, CacheReport.OfFetch(verdict, entry.Draft.Head.Status, refusal: null, collapsed));
            await growing.WriteAsync(visit.Context, visit.Client, entry.Draft, reader);
        }

        return null;
    }

    private async Task<bool> ServeStored(CacheVisit visit, StoredResponse served, CacheReport report)
    {
        if (await store.OpenAsync(served, visit.Context.RequestAborted) is not { } body)
        {
            return false;
        }

        await using (body)
        {
            reporting.Tell(visit.Context, visit.Request, report);
            await answers.WriteAsync(visit.Context, visit.Client, served, body);
        }

        return true;
    }

    private async Task ServeFailure(CacheVisit visit, ReuseVerdict verdict, GatewayError error)
    {
        if (verdict.Response is { } entry)
        {
            var stale = CachePolicy.DecideStaleOnError(visit.Client, entry, visit.Policy, time.GetUtcNow());
            if (stale.IsPermitted && await ServeStored(visit, entry, CacheReport.OfStaleOnError(verdict, status: null, stale)))
            {
                return;
            }
        }

        reporting.Tell(visit.Context, visit.Request,
            CacheReport.OfFetch(verdict, error.Code.Status, null) with { ForwardStatus = null, Stored = false });
        visit.Context.Features.Set(error);
    }

    /// <summary>What came of a fetch, for one of those who waited for it.</summary>
    /// <param name="Outcome">The outcome, the same for all.</param>
    /// <param name="Reader">An own reader of the growing entry, where there is one.</param>
    /// <param name="IsOwner">Whether this request caused the fetch.</param>
    private sealed record Arrival(FetchOutcome Outcome, IGrowingBody? Reader, bool IsOwner);
}
