using Gateway.Environments;
using Gateway.Errors;
using Gateway.HttpCache.Storage;
using Gateway.Telemetry;

namespace Gateway.Caching;

/// <summary>
/// <c>PURGE URL</c> on the data port, as Squid and Varnish have it: drops what is cached of the URL, in every variant, for those who
/// were found to be granted it.
/// </summary>
internal sealed class PurgeRequest(CachePurge purge, ILoggerFactory loggers)
{
    /// <summary>The method.</summary>
    public const string Method = "PURGE";

    private readonly ILogger _audit = loggers.CreateLogger(AuditCategory.Name);

    /// <summary>Answers such a request.</summary>
    public Task AnswerAsync(CacheVisit visit)
    {
        var context = visit.Context;
        if (context.Features.Get<PurgeGrant>() is not { } grant)
        {
            return Refuse(context, new GatewayError(
                ErrorCode.ForbiddenAction,
                "No role of this environment grants the action purge. An operator can purge through the admin API."));
        }

        var request = visit.Request;
        var selection = new CacheSelection.OfUrl($"{request.Scheme}://{request.Host}{request.Target.Value}");
        return purge.Resolve(selection, out var scopes) is { } fault
            ? Refuse(context, new GatewayError(ErrorCode.InvalidTarget, fault))
            : DropAsync(visit, grant, selection, scopes);
    }

    private async Task DropAsync(CacheVisit visit, PurgeGrant grant, CacheSelection selection, IReadOnlyList<PurgeScope> scopes)
    {
        var context = visit.Context;
        var purged = await purge.PurgeAsync(scopes, PurgeMode.Hard, context.RequestAborted);
        Log.Purged(_audit, grant.Identity, grant.Role, visit.Request.Client.Client, selection.Describe(), purged);
        context.Response.Headers.CacheControl = "no-store";
        await context.Response.WriteAsJsonAsync(new { purged }, context.RequestAborted);
    }

    private static Task Refuse(HttpContext context, GatewayError error)
    {
        context.Features.Set(error);
        return Task.CompletedTask;
    }
}
