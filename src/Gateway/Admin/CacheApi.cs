using System.Globalization;
using Gateway.Caching;
using Gateway.Errors;
using Gateway.Telemetry;

namespace Gateway.Admin;

/// <summary>The cache as an operator sees it: its size, its entries, and what may be done with them.</summary>
internal sealed class CacheApi(CachePurge purge, CacheWarming warming, CacheViews views, ILoggerFactory loggers)
{
    /// <summary>How many entries are listed when nothing is said.</summary>
    private const int DefaultLimit = 100;

    /// <summary>The most entries listed at once: about 4 MB of JSON; whoever wants all of a large cache asks prefix by prefix.</summary>
    private const int MostEntries = 10_000;

    private readonly ILogger _audit = loggers.CreateLogger(AuditCategory.Name);

    /// <summary>Maps the paths.</summary>
    public void Map(IEndpointRouteBuilder admin)
    {
        admin.MapRead("/api/cache", context => Results.Json(views.Summary()).ExecuteAsync(context));
        admin.MapRead("/api/cache/entries", context => List(context).ExecuteAsync(context));
        admin.MapPost("/api/cache/purge", async context => await (await Purge(context)).ExecuteAsync(context));
        admin.MapPost("/api/cache/warm", async context => await (await Warm(context)).ExecuteAsync(context));
    }

    private IResult List(HttpContext context)
    {
        var query = context.Request.Query;
        var limit = DefaultLimit;
        if (query["limit"] is [{ } text]
            && !(int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out limit) && limit is > 0 and <= MostEntries))
        {
            return new Problem(ErrorCode.InvalidTarget, $"'limit' is '{text}'; it must be a number from 1 to {MostEntries}.");
        }

        var selection = new CacheSelection.OfPrefix(Value("environment"), Value("repository"), Value("prefix") ?? "");
        if (purge.Resolve(selection, out var scopes) is { } fault)
        {
            return new Problem(ErrorCode.InvalidTarget, fault);
        }

        return new CacheListingAnswer(purge.ListAsync(scopes, context.RequestAborted), views, limit);

        string? Value(string name) => query[name] is [{ Length: > 0 } value] ? value : null;
    }

    private async Task<IResult> Purge(HttpContext context)
    {
        using var body = await AdminBody.ReadAsync(context);
        if (PurgeOrder.Read(body, out var order) is { } fault)
        {
            return new Problem(ErrorCode.InvalidBody, fault);
        }

        if (purge.Resolve(order!.Selection, out var scopes) is { } unknown)
        {
            return new Problem(ErrorCode.InvalidBody, unknown);
        }

        var purged = await purge.PurgeAsync(scopes, order.Mode, context.RequestAborted);
        var caller = AdminCaller.Of(context);
        Log.Purged(_audit, caller.Name, caller.Address, order.Selection.Describe(), order.Mode, purged);
        return Results.Json(new { purged });
    }

    private async Task<IResult> Warm(HttpContext context)
    {
        using var body = await AdminBody.ReadAsync(context);
        if (WarmOrder.Read(body, out var urls) is { } fault)
        {
            return new Problem(ErrorCode.InvalidBody, fault);
        }

        var results = await warming.WarmAsync(urls, context.RequestAborted);
        var warmed = results.Count(result => result.Error is null);
        var caller = AdminCaller.Of(context);
        Log.Warmed(_audit, caller.Name, caller.Address, urls.Count, warmed);
        return Results.Json(new { warmed, urls = results });
    }
}
