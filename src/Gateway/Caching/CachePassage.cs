using Gateway.Errors;
using Gateway.HttpCache;
using Gateway.HttpCache.Policy;
using Gateway.HttpCache.Storage;
using Gateway.Telemetry;
using StatusCodes = Gateway.HttpCache.Policy.StatusCodes;

namespace Gateway.Caching;

/// <summary>Lets a request through to the upstream on its own context, and draws from the answer what concerns the cache.</summary>
internal sealed class CachePassage(
    ICacheStore store, AnswerWriter answers, CacheReporting reporting, CacheInvalidation invalidation, UncacheableKeys uncacheable,
    GatewayMetrics metrics, TimeProvider time)
{
    /// <summary>Lets a request through.</summary>
    /// <param name="visit">The request.</param>
    /// <param name="verdict">Why it is not answered from the cache.</param>
    /// <param name="refusal">Why its answer is not stored.</param>
    /// <param name="stored">The variants stored under its key.</param>
    /// <param name="collapsed">False when it waited for another request's fetch in vain.</param>
    public async Task Pass(
        CacheVisit visit, ReuseVerdict verdict, StoreRefusal refusal, IReadOnlyList<StoredResponse> stored, bool? collapsed = null)
    {
        var context = visit.Context;
        using var span = GatewaySource.Activities.StartActivity(GatewaySource.CacheSpan);
        var passing = new Passing(this, visit, verdict, refusal, stored, collapsed, time.GetUtcNow());
        context.Response.OnStarting(static state => ((Passing)state).SettleAsync(), passing);
        var before = passing.MayHideAnError ? ResponseReset.Remember(context.Response) : default;
        metrics.CountBytesServed(await CountedBody.CountAsync(context, visit.Rest), "upstream");
        if (!context.Response.HasStarted && !await passing.HideErrorAsync(before))
        {
            await passing.SettleAsync();
        }

        CacheReporting.Describe(span, visit);
    }

    private async ValueTask LearnAsync(
        CacheVisit visit, IReadOnlyList<StoredResponse> stored, StoreRefusal refusal, DateTimeOffset requestTime)
    {
        var response = visit.Context.Response;
        var isUnsafe = !RequestMethods.IsSafe(visit.Client.Method);
        if (!isUnsafe && (visit.Client.IsGet ? SaysNoStore(response) : stored.Count == 0))
        {
            return;
        }

        var head = new ResponseHead(response.StatusCode, ReceivedFields.Of(response.Headers), requestTime, time.GetUtcNow());
        if (isUnsafe)
        {
            await invalidation.ApplyAsync(visit, head);
            return;
        }

        if (visit.Client.IsGet)
        {
            Reconsider(visit, refusal, head);
            return;
        }

        var effect = CachePolicy.DecideHeadEffect(visit.Client, stored, head, visit.Policy);
        foreach (var update in effect.Updates)
        {
            await store.UpdateAsync(update.Stored, update.Head, CancellationToken.None);
        }

        if (!effect.MarkStale.IsEmpty)
        {
            await store.PurgeAsync(new PurgeScope.OfKey(visit.Key), PurgeMode.Soft, CancellationToken.None);
        }
    }

    /// <summary>
    /// Whether the answer to a GET cannot be stored, seen without reading all of its fields, as nearly every one that passes here says.
    /// Nothing is lost where the word means less (must-understand, a quoted string): what is remembered of the key ends by itself.
    /// </summary>
    private static bool SaysNoStore(HttpResponse response)
    {
        var field = response.Headers.CacheControl;
        return field.Count == 1 && field[0]!.Contains("no-store", StringComparison.OrdinalIgnoreCase);
    }

    /// <summary>
    /// A key is remembered as uncacheable by its last answer; this is a later one. When it could be stored, the next request fetches
    /// for the store again. What found no room is no proof of that.
    /// </summary>
    private void Reconsider(CacheVisit visit, StoreRefusal refusal, ResponseHead head)
    {
        if (visit.Unfetchable is null && refusal != StoreRefusal.NoRoom
            && CachePolicy.DecideStore(visit.Client, head, visit.Policy) is StoreVerdict.Store)
        {
            uncacheable.Remove(visit);
        }
    }

    /// <summary>
    /// What is known of one passage. Everything is settled before the answer starts: only until then can fields be set, and whoever has
    /// the answer to a change must not be given afterwards what was stored before it.
    /// </summary>
    private sealed class Passing(
        CachePassage passage, CacheVisit visit, ReuseVerdict verdict, StoreRefusal refusal, IReadOnlyList<StoredResponse> stored,
        bool? collapsed, DateTimeOffset requestTime)
    {
        private bool _settled;

        /// <summary>
        /// Whether a stale entry may take the place of an error. A GET that may be answered so is fetched for the cache instead.
        /// </summary>
        public bool MayHideAnError => verdict is { Kind: ReuseKind.MustValidate } && RequestMethods.IsHead(visit.Client.Method);

        public async Task SettleAsync()
        {
            if (_settled)
            {
                return;
            }

            _settled = true;
            var isOwn = visit.Context.Features.Get<GatewayError>() is not null;
            if (!isOwn)
            {
                await passage.LearnAsync(visit, stored, refusal, requestTime);
            }

            passage.Report(visit, Describe(isOwn));
        }

        public async ValueTask<bool> HideErrorAsync(ResponseReset before)
        {
            var context = visit.Context;
            var own = context.Features.Get<GatewayError>();
            int? status = own is null ? context.Response.StatusCode : null;
            if (!MayHideAnError || !StatusCodes.IsErrorThatStaleMayHide(own?.Code.Status ?? context.Response.StatusCode))
            {
                return false;
            }

            var stale = CachePolicy.DecideStaleOnError(visit.Client, verdict.Response!, visit.Policy, passage.Now);
            if (!stale.IsPermitted || await passage.OpenAsync(verdict.Response!) is not { } body)
            {
                return false;
            }

            _settled = true;
            before.Restore(context);
            await using (body)
            {
                await passage.AnswerAsync(visit, verdict.Response!, body, CacheReport.OfStaleOnError(verdict, status, stale));
            }

            return true;
        }

        private CacheReport Describe(bool isOwn)
        {
            var report = CacheReport.OfFetch(verdict, visit.Context.Response.StatusCode, refusal, collapsed);
            if (visit.Refusal is StoreRefusal.Upgrade)
            {
                // Nothing was looked for, so nothing was missed.
                report = report with { Forward = ForwardCause.Bypass };
            }

            return isOwn ? report with { ForwardStatus = null } : report;
        }
    }

    private DateTimeOffset Now => time.GetUtcNow();

    private void Report(CacheVisit visit, CacheReport report) => reporting.Tell(visit, report);

    private ValueTask<IEntryBody?> OpenAsync(StoredResponse stored) => store.OpenAsync(stored, CancellationToken.None);

    private Task AnswerAsync(CacheVisit visit, StoredResponse stored, IEntryBody body, CacheReport report) =>
        answers.Write(visit, stored, body, report, isFirstHand: false);
}
