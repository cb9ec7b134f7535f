using Gateway.HttpCache;
using Gateway.HttpCache.Policy;
using Gateway.HttpCache.Storage;
using Gateway.Telemetry;
using Microsoft.AspNetCore.Http.Features;

namespace Gateway.Caching;

/// <summary>Begins fetches and lets requests join and await them.</summary>
internal sealed class FetchRunner(
    ICacheStore store, FetchTable running, IServiceProvider services, ILoggerFactory loggers, TimeProvider time)
{
    private readonly ILogger _logger = loggers.CreateLogger("Gateway.Caching");

    /// <summary>Joins the fetch of the key, or begins it, and waits for what it comes to.</summary>
    public async Task<Arrival> Join(CacheVisit visit, string variant, FetchPlan plan)
    {
        var fetch = running.Join(visit.Key, variant, Make, out var isOwner);
        if (isOwner)
        {
            await BeginOrDismiss(visit, variant, plan, fetch);
        }

        var isLate = !isOwner && fetch.Outcome.IsCompletedSuccessfully;
        if (isLate && WillBeInStore(fetch, await fetch.Outcome))
        {
            return await Outlast(visit, fetch);
        }

        return await Await(visit, fetch, isOwner, isLate);
    }

    /// <summary>Fetches a range for one request, and waits for what it comes to.</summary>
    public Task<Arrival> FetchPart(CacheVisit visit, FetchPlan plan)
    {
        var fetch = Make();
        fetch.TryHold();
        running.SetPart(visit.Key, fetch);
        Begin(visit, plan, fetch, () => running.RemovePart(plan.Key, fetch));
        return Await(visit, fetch, isOwner: true, isLate: false);
    }

    /// <summary>Confirms, replaces or completes what is stored with no client waiting.</summary>
    public void Refresh(CacheVisit visit, string variant, FetchPlan plan)
    {
        var fetch = running.Join(visit.Key, variant, Make, out var isOwner);
        if (isOwner)
        {
            fetch.Abandon();
            Begin(visit, plan with { IsBackground = true }, fetch, () => running.Remove(plan.Key, variant, fetch));
        }

        // Nobody waits here; giving up the hold cannot close what is still running.
        _ = fetch.ReleaseAsync().AsTask();
    }

    /// <summary>
    /// The end of the fetches of which clients have all already, of the whole and of a part: they are in the store in a moment, where
    /// the next part finds them. Complete when there is none.
    /// </summary>
    public Task EndOfWhatCame(CacheKey key, string variant)
    {
        var part = EndOf(running.PartOf(key));
        var whole = EndOf(running.Of(key, variant));
        return part.IsCompleted ? whole : whole.IsCompleted ? part : Task.WhenAll(part, whole);

        static Task EndOf(Fetch? fetch) => fetch is { IsWhole: true } ? fetch.Over : Task.CompletedTask;
    }

    /// <summary>Whether the whole is being fetched already.</summary>
    public bool IsRunning(CacheKey key, string variant) => running.Of(key, variant) is not null;

    /// <summary>
    /// Whether the end of a fetch whose outcome is known is worth waiting for. That of an answer for somebody else is not: it will be in
    /// no store, and may be long in coming.
    /// </summary>
    private static bool WillBeInStore(Fetch fetch, FetchOutcome outcome) => outcome switch
    {
        FetchOutcome.Unshared => false,
        FetchOutcome.Growing => fetch.IsWhole,
        _ => true,
    };

    private Fetch Make() => new(store, time, _logger);

    private async ValueTask BeginOrDismiss(CacheVisit visit, string variant, FetchPlan plan, Fetch fetch)
    {
        // What another fetch stored between the look-up and now is not fetched again.
        var now = await store.FindAsync(visit.Key, CancellationToken.None);
        var verdict = CachePolicy.DecideReuse(visit.Client, now, visit.Policy, time.GetUtcNow());
        if (verdict.Kind is ReuseKind.Fresh or ReuseKind.StaleUsable)
        {
            running.Remove(visit.Key, variant, fetch);
            await fetch.DismissAsync();
            return;
        }

        Begin(visit, plan, fetch, () => running.Remove(plan.Key, variant, fetch));
    }

    private void Begin(CacheVisit visit, FetchPlan plan, Fetch fetch, Action over)
    {
        fetch.Record.ContinueTrace(visit.Context.Features.GetRequiredFeature<RequestRecord>());
        var response = new DetachedResponse(fetch);
        var context = DetachedRequest.From(visit.Context, plan, response, fetch.Record, services);

        // Takes no part of the visit along: that would hold the client's context beyond its life.
        _ = fetch.RunAsync(plan, context, response, visit.Rest, over);
    }

    /// <summary>
    /// Waits for the end of a fetch whose answer others have had already: it is in the store in a moment, and is judged there by its age
    /// like any other.
    /// </summary>
    private static async Task<Arrival> Outlast(CacheVisit visit, Fetch fetch)
    {
        try
        {
            await fetch.Over.WaitAsync(visit.Context.RequestAborted);
            return new Arrival(new FetchOutcome.LookAgain(), Reader: null, fetch, IsOwner: false, IsLate: true);
        }
        finally
        {
            await fetch.ReleaseAsync();
        }
    }

    private static async Task<Arrival> Await(CacheVisit visit, Fetch fetch, bool isOwner, bool isLate)
    {
        try
        {
            var outcome = await fetch.Outcome.WaitAsync(visit.Context.RequestAborted);
            visit.Context.Features.Get<RequestRecord>()!.TakeUpstream(fetch.Record);

            // Who came after a purge must not be answered with what was on its way before it; whoever came earlier asks once more.
            return !isOwner && (fetch.IsOvertaken || outcome is FetchOutcome.Confirmed { Served.MarkedStale: true })
                ? new Arrival(new FetchOutcome.LookAgain(), Reader: null, fetch, isOwner, isLate)
                : new Arrival(outcome, (isOwner ? fetch.TakeReader() : null) ?? ReaderOf(outcome), fetch, isOwner, isLate)
                {
                    Kept = isOwner ? fetch.TakeKept() : null,
                };
        }
        catch (OperationCanceledException) when (isOwner)
        {
            fetch.Abandon();
            throw;
        }
        finally
        {
            await fetch.ReleaseAsync();
        }
    }

    private static IGrowingBody? ReaderOf(FetchOutcome outcome) => outcome switch
    {
        FetchOutcome.Growing growing => growing.Writer.OpenReader(),
        FetchOutcome.Part part => part.Writer.OpenReader(),
        _ => null,
    };
}

/// <summary>What came of a fetch, for one of those who waited for it.</summary>
/// <param name="Outcome">The outcome, the same for all.</param>
/// <param name="Reader">An own reader of the growing entry, where there is one.</param>
/// <param name="Source">The fetch, for its owner to abandon.</param>
/// <param name="IsOwner">Whether this request caused the fetch.</param>
/// <param name="IsLate">Whether the answer had begun to arrive when this request came.</param>
internal sealed record Arrival(FetchOutcome Outcome, IGrowingBody? Reader, Fetch Source, bool IsOwner, bool IsLate)
{
    /// <summary>The body of an entry that was confirmed and removed at once, see <see cref="Fetch.TakeKept"/>.</summary>
    public IEntryBody? Kept { get; init; }
}
