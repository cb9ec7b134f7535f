using Gateway.Errors;
using Gateway.HttpCache;
using Gateway.HttpCache.Policy;
using Gateway.HttpCache.Storage;
using Gateway.Telemetry;
using StatusCodes = Gateway.HttpCache.Policy.StatusCodes;

namespace Gateway.Caching;

/// <summary>Answers a request that the store cannot answer: by the one fetch of its key, begun here or joined.</summary>
internal sealed class FetchStage(
    ICacheStore store, FetchRunner fetches, AnswerWriter answers, GrowingAnswer growing, CacheReporting reporting, CachePassage passage,
    UncacheableKeys uncacheable, TimeProvider time)
{
    /// <summary>How often a request waits for a fetch that turns out not to be for it, before it goes on alone.</summary>
    private const int MostRounds = 4;

    /// <summary>
    /// The longest representation, in bytes, that is fetched whole because a range of it was asked for. Archives of modules and tool
    /// chains (70 MB) lie below it, disk images above; a client that asks for one byte can cause no more traffic than this, once.
    /// </summary>
    private const long LongestWhole = 128 * 1024 * 1024;

    /// <summary>200: what a 206 would have been without the range.</summary>
    private const int WholeStatus = 200;

    /// <summary>Answers the request.</summary>
    /// <param name="visit">The request.</param>
    /// <param name="stored">The variants stored under its key.</param>
    /// <param name="verdict">Why none of them answers it.</param>
    public async Task Answer(CacheVisit visit, IReadOnlyList<StoredResponse> stored, ReuseVerdict verdict)
    {
        using var span = GatewaySource.Activities.StartActivity(GatewaySource.CacheSpan);
        var plan = PlanOf(visit, stored, verdict);
        var variant = visit.VariantOf(stored);
        for (var round = 0; round < MostRounds; round++)
        {
            var came = await fetches.Join(visit, variant, plan);
            var next = await Apply(visit, verdict, came);
            if (next.IsAnswered)
            {
                CacheReporting.Describe(span, visit);
                return;
            }

            stored = await store.FindAsync(visit.Key, CancellationToken.None);
            verdict = CachePolicy.DecideReuse(visit.Client, stored, visit.Policy, time.GetUtcNow());
            if (await ServeIfUsable(visit, verdict))
            {
                CacheReporting.Describe(span, visit);
                return;
            }

            plan = next.Unconditionally ? PlanOf(visit, [], verdict) with { Selected = null } : PlanOf(visit, stored, verdict);
            variant = next.Variant ?? visit.VariantOf(stored);
        }

        await passage.Pass(visit, verdict, StoreRefusal.RequestSpecific, stored, collapsed: false);
    }

    /// <summary>
    /// Answers a request for a range of what is not stored, or only in part: the range is fetched for it alone, and stored as a part when
    /// the whole is too long to be fetched at once in the background.
    /// </summary>
    public async Task AnswerPart(CacheVisit visit, IReadOnlyList<StoredResponse> stored, ReuseVerdict verdict)
    {
        using var span = GatewaySource.Activities.StartActivity(GatewaySource.CacheSpan);

        // What others have been answered with is in the store, or will be in a moment: also when it got there since the look-up.
        await fetches.EndOfWhatCame(visit.Key, visit.VariantOf(stored)).WaitAsync(visit.Context.RequestAborted);
        stored = await store.FindAsync(visit.Key, CancellationToken.None);
        verdict = CachePolicy.DecideReuse(visit.Client, stored, visit.Policy, time.GetUtcNow());
        if (await ServeIfUsable(visit, verdict))
        {
            CacheReporting.Describe(span, visit);
            return;
        }

        var variant = visit.VariantOf(stored);
        var longest = Math.Min(LongestWhole, visit.Policy.MaxObjectSize);
        var part = new PartPlan(verdict.Response, longest, MayStore: !fetches.IsRunning(visit.Key, variant));
        var whole = new FetchPlan(visit.Key, [], null, visit.Meaning, visit.Policy);
        var came = await fetches.FetchPart(visit, whole with { Part = part });
        if (came.Outcome is FetchOutcome.Unshared { Head: { Facts.Range.CompleteLength: var length } head } && length <= longest
            && CachePolicy.DecideStore(visit.Client, head with { Status = WholeStatus }, visit.Policy) is StoreVerdict.Store)
        {
            fetches.Refresh(visit, variant, whole);
        }

        await Apply(visit, verdict, came);
        CacheReporting.Describe(span, visit);
    }

    /// <summary>Confirms or replaces a stale entry with no client waiting (RFC 5861 §3).</summary>
    public void Refresh(CacheVisit visit, IReadOnlyList<StoredResponse> stored, StoredResponse selected) => fetches.Refresh(
        visit,
        visit.VariantOf(stored),
        new FetchPlan(visit.Key, stored, selected, visit.Meaning, visit.Policy));

    // After a miss nothing is to be confirmed: a 304 may then name any of the stored variants.
    private static FetchPlan PlanOf(CacheVisit visit, IReadOnlyList<StoredResponse> stored, in ReuseVerdict verdict) =>
        new(visit.Key, stored, verdict.Kind == ReuseKind.Miss ? null : verdict.Response, visit.Meaning, visit.Policy);

    /// <summary>Answers with what the fetch came to.</summary>
    private async Task<NextStep> Apply(CacheVisit visit, ReuseVerdict verdict, Arrival came)
    {
        bool? collapsed = came.IsOwner ? null : true;
        switch (came.Outcome)
        {
            case FetchOutcome.Growing entry:
                return await ServeGrowing(visit, verdict, entry, came);
            case FetchOutcome.Part part:
                return await ServePart(visit, verdict, part, came.Reader);
            case FetchOutcome.Unshared answer when came.IsOwner:
                await ServeUnshared(visit, verdict, answer, came.Source);
                return NextStep.Answered;
            case FetchOutcome.Unshared answer:
                return await ServeBeside(visit, verdict, answer);
            case FetchOutcome.Confirmed confirmed when VariantText.Matches(confirmed.Selecting, visit.Client.Fields):
                var left = Freshness.StateOf(confirmed.Served.Head.Facts, visit.Policy, time.GetUtcNow()).TimeToLive;
                var report = CacheReport.OfRevalidation(verdict, left, collapsed);
                return NextStep.AnsweredIf(await ServeStored(visit, confirmed.Served, report, isFirstHand: true, came.Kept));
            case FetchOutcome.HiddenError hidden when Selection.Matches(hidden.Served, visit.Client.Fields):
                return NextStep.AnsweredIf(await ServeStaleOnError(visit, verdict, hidden.Served, hidden.Status));
            case FetchOutcome.Failed failed:
                await ServeFailure(visit, verdict, failed.Error);
                return NextStep.Answered;
            case FetchOutcome.AskAgain:
                return NextStep.AskAgain;
            default:
                return NextStep.LookAgain;
        }
    }

    private async Task<NextStep> ServeGrowing(CacheVisit visit, ReuseVerdict verdict, FetchOutcome.Growing entry, Arrival came)
    {
        if (came.Reader is not { } reader)
        {
            return NextStep.LookAgain;
        }

        await using (reader)
        {
            if (!VariantText.Matches(entry.Draft.Selecting, visit.Client.Fields))
            {
                return NextStep.Join(visit.VariantOf(entry.Draft.Selecting));
            }

            if (!came.IsOwner && !IsShared(visit, entry.Draft, came.IsLate))
            {
                await passage.Pass(visit, verdict, StoreRefusal.NoFreshness, [], collapsed: false);
                return NextStep.Answered;
            }

            var fields = came.IsOwner ? entry.Received : entry.Draft.Head.Fields;
            var report = CacheReport.OfFetch(verdict, entry.Draft.Head.Status, refusal: null, came.IsOwner ? null : true);
            await growing.Write(visit, entry.Draft, fields, reader, report);
        }

        return NextStep.Answered;
    }

    /// <summary>
    /// Whether an answer on its way is for others than who caused it. Each may only have what could be served to it from the store
    /// (RFC 9111 §4, on collapsed requests); but to whom it comes while it waits, it is as new as it can be.
    /// </summary>
    private bool IsShared(CacheVisit visit, EntryDraft draft, bool isLate)
    {
        var now = time.GetUtcNow();
        return isLate
            ? CachePolicy.DecideReuse(visit.Client, [GrowingAnswer.Provisional(draft)], visit.Policy, now).Kind
                is ReuseKind.Fresh or ReuseKind.StaleUsable
            : Freshness.StateOf(draft.Head.Facts, visit.Policy, now).IsFresh
                && !Freshness.MustAlwaysValidate(draft.Head.Facts, visit.Policy);
    }

    private async Task<NextStep> ServePart(CacheVisit visit, ReuseVerdict verdict, FetchOutcome.Part part, IGrowingBody? reader)
    {
        if (reader is null)
        {
            await ServeFailure(visit, verdict, new GatewayError(ErrorCode.UpstreamReset, "The upstream broke the connection."));
            return NextStep.Answered;
        }

        await using (reader)
        {
            await growing.WritePart(visit, part, reader, CacheReport.OfFetch(verdict, part.Head.Status, refusal: null));
        }

        return NextStep.Answered;
    }

    private async Task ServeUnshared(CacheVisit visit, ReuseVerdict verdict, FetchOutcome.Unshared answer, Fetch source)
    {
        uncacheable.Add(visit, answer.Reason);
        try
        {
            await growing.WriteUnshared(visit, answer, CacheReport.OfFetch(verdict, answer.Head.Status, answer.Reason));
        }
        finally
        {
            // Nothing to give up when all has been sent; when the client has left, the upstream need not go on.
            source.Abandon();
            await answer.Body.CompleteAsync();
        }
    }

    /// <summary>Answers a request that waited in vain for what turned out to be for another one only.</summary>
    private async Task<NextStep> ServeBeside(CacheVisit visit, ReuseVerdict verdict, FetchOutcome.Unshared answer)
    {
        if (verdict is { Kind: ReuseKind.MustValidate, Response: { } entry }
            && StatusCodes.IsErrorThatStaleMayHide(answer.Head.Status)
            && await ServeStaleOnError(visit, verdict, entry, answer.Head.Status))
        {
            return NextStep.Answered;
        }

        await passage.Pass(visit, verdict, answer.Reason, [], collapsed: false);
        return NextStep.Answered;
    }

    private async Task<bool> ServeIfUsable(CacheVisit visit, ReuseVerdict verdict) =>
        verdict.Kind is ReuseKind.Fresh or ReuseKind.StaleUsable
        && await ServeStored(visit, verdict.Response!, CacheReport.OfHit(verdict), isFirstHand: false);

    private async Task<bool> ServeStored(
        CacheVisit visit, StoredResponse served, CacheReport report, bool isFirstHand, IEntryBody? kept = null)
    {
        if ((kept ?? await store.OpenAsync(served, visit.Context.RequestAborted)) is not { } body)
        {
            return false;
        }

        await using (body)
        {
            await answers.Write(visit, served, body, report, isFirstHand);
        }

        return true;
    }

    private async Task<bool> ServeStaleOnError(CacheVisit visit, ReuseVerdict verdict, StoredResponse entry, int? status)
    {
        var stale = CachePolicy.DecideStaleOnError(visit.Client, entry, visit.Policy, time.GetUtcNow());
        return stale.IsPermitted && await ServeStored(visit, entry, CacheReport.OfStaleOnError(verdict, status, stale), isFirstHand: false);
    }

    private async Task ServeFailure(CacheVisit visit, ReuseVerdict verdict, GatewayError error)
    {
        // A refusal of the gateway itself, such as of a private name, is no failure that a stale answer may hide.
        if (verdict is { Kind: ReuseKind.MustValidate, Response: { } entry }
            && StatusCodes.IsErrorThatStaleMayHide(error.Code.Status)
            && await ServeStaleOnError(visit, verdict, entry, status: null))
        {
            return;
        }

        var report = CacheReport.OfFetch(verdict, error.Code.Status, refusal: null);
        reporting.Tell(visit, report with { ForwardStatus = null, Stored = false });
        visit.Context.Features.Set(error);
    }

    /// <summary>What a request does after a fetch.</summary>
    /// <param name="IsAnswered">Nothing more.</param>
    /// <param name="Variant">The variant whose fetch it joins next; null to go by what is stored.</param>
    /// <param name="Unconditionally">Whether it asks without conditions.</param>
    private readonly record struct NextStep(bool IsAnswered, string? Variant = null, bool Unconditionally = false)
    {
        public static NextStep Answered => new(IsAnswered: true);

        public static NextStep LookAgain => new(IsAnswered: false);

        public static NextStep AskAgain => new(IsAnswered: false, Unconditionally: true);

        public static NextStep Join(string variant) => new(IsAnswered: false, variant);

        public static NextStep AnsweredIf(bool answered) => new(answered);
    }
}
