using Gateway.Errors;
using Gateway.HttpCache;
using Gateway.HttpCache.Policy;
using Gateway.HttpCache.Storage;
using Gateway.Telemetry;

namespace Gateway.Caching;

/// <summary>Lets a request through to the upstream on its own context, and draws from the answer what concerns the cache.</summary>
internal sealed class CachePassage(ICacheStore store, CacheReporting reporting, TimeProvider time)
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
        var passing = new Passing(reporting, visit, verdict, refusal, collapsed);
        visit.Context.Response.OnStarting(static state => ((Passing)state).Started(), passing);
        var requestTime = time.GetUtcNow();
        using (var span = GatewaySource.Activities.StartActivity(GatewaySource.CacheSpan))
        {
            span?.SetTag(GatewaySource.Tag.CacheReason, ReasonName.Of(verdict.Reason));
        }

        await visit.Rest(visit.Context);
        if (visit.Context.Features.Get<GatewayError>() is null && (stored.Count > 0 || !RequestMethods.IsSafe(visit.Client.Method)))
        {
            await Learn(visit, stored, requestTime);
        }
    }

    /// <summary>What the answer to an unsafe method or a HEAD says about what is stored (RFC 9111 §4.4, §4.3.5).</summary>
    private async Task Learn(CacheVisit visit, IReadOnlyList<StoredResponse> stored, DateTimeOffset requestTime)
    {
        var response = visit.Context.Response;
        FieldList fields = new([.. response.Headers.SelectMany(field => field.Value, (field, value) => new Field(field.Key, value ?? ""))]);
        var head = new ResponseHead(response.StatusCode, fields, requestTime, time.GetUtcNow());
        var authority = $"{visit.Request.Scheme}://{visit.Request.Host}";
        foreach (var target in Invalidation.TargetsOf(visit.Client.Method, authority, visit.Request.Target.Value, head.Status, fields))
        {
            await store.PurgeAsync(new PurgeScope.OfKey(visit.Key with { Target = target }), PurgeMode.Soft, CancellationToken.None);
        }

        if (!RequestMethods.IsSafe(visit.Client.Method) && head.Status is >= 200 and < 400)
        {
            // A publish changes the package in every environment that asks the same upstream.
            foreach (var tag in visit.Meaning.Invalidates)
            {
                await store.PurgeAsync(new PurgeScope.OfTag(tag), PurgeMode.Soft, CancellationToken.None);
            }
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

    /// <summary>Tells the report when the answer starts: only then is its status known, and only until then can fields be set.</summary>
    private sealed class Passing(CacheReporting reporting, CacheVisit visit, ReuseVerdict verdict, StoreRefusal refusal, bool? collapsed)
    {
        public Task Started()
        {
            var status = visit.Context.Response.StatusCode;
            var report = CacheReport.OfFetch(verdict, status, refusal, collapsed);
            var isOwn = visit.Context.Features.Get<GatewayError>() is not null;
            reporting.Tell(visit.Context, visit.Request, isOwn ? report with { ForwardStatus = null } : report);
            return Task.CompletedTask;
        }
    }
}
