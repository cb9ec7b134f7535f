using System.Globalization;
using Gateway.Admin.Dashboard.Pages;
using Gateway.Caching;
using Gateway.Errors;
using Gateway.HttpCache.Storage;
using Gateway.Telemetry;

namespace Gateway.Admin.Dashboard;

/// <summary>
/// What the dashboard's forms do. A page asked before, and <see cref="CrossSiteGuard"/> has seen that the form is the dashboard's own.
/// </summary>
internal sealed class DashboardActions(
    PageRenderer pages, EnvironmentTraffic traffic, CachePurge purge, CacheWarming warming, ILoggerFactory loggers)
{
    /// <summary>How many URLs a form warms at once: the browser waits for all of them.</summary>
    private const int MostUrls = 200;

    private readonly ILogger _audit = loggers.CreateLogger(AuditCategory.Name);

    /// <summary>Maps the paths.</summary>
    public void Map(IEndpointRouteBuilder admin)
    {
        admin.MapPost("/dashboard/cache/purge", Purge);
        admin.MapPost("/dashboard/cache/warm", Warm);
        admin.MapPost("/dashboard/environments/{name}/log-level", ChangeLevel);
    }

    /// <summary>The URLs of a text area: one a line, blank lines left out, no more than are warmed at once.</summary>
    public static IReadOnlyList<string> UrlsOf(string text) =>
        [.. text.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Take(MostUrls)];

    private async Task Purge(HttpContext context)
    {
        var form = await context.Request.ReadFormAsync(context.RequestAborted);
        var selection = new CacheSelection.OfPrefix(Optional(form["environment"]), Optional(form["repository"]), form["prefix"].ToString());
        if (purge.Resolve(selection, out var scopes) is { } fault)
        {
            await new Problem(ErrorCode.InvalidBody, fault).ExecuteAsync(context);
            return;
        }

        var mode = form["soft"] == "false" ? PurgeMode.Hard : PurgeMode.Soft;
        var purged = await purge.PurgeAsync(scopes, mode, context.RequestAborted);
        var caller = AdminCaller.Of(context);
        Log.Purged(_audit, caller.Name, caller.Address, selection.Describe(), mode, purged);

        // See other (RFC 9110 §15.4.4): a reload of the page that follows does not purge again.
        context.Response.StatusCode = StatusCodes.Status303SeeOther;
        context.Response.Headers.Location = string.Create(CultureInfo.InvariantCulture, $"/dashboard/cache?purged={purged}");
    }

    private async Task Warm(HttpContext context)
    {
        var form = await context.Request.ReadFormAsync(context.RequestAborted);
        var urls = UrlsOf(form["urls"].ToString());
        if (urls.Count == 0)
        {
            await new Problem(ErrorCode.InvalidBody, "No URL was given; write one a line.").ExecuteAsync(context);
            return;
        }

        var results = await warming.WarmAsync(urls, context.RequestAborted);
        var caller = AdminCaller.Of(context);
        Log.Warmed(_audit, caller.Name, caller.Address, urls.Count, results.Count(result => result.Error is null));
        await pages.WriteAsync<WarmPage>(
            context,
            (nameof(WarmPage.Urls), results.Select(result => result.Url).ToList()),
            (nameof(WarmPage.Results), results.Select(result => result.Error ?? $"{result.Status} {result.Cache}").ToList()));
    }

    private async Task ChangeLevel(HttpContext context)
    {
        var form = await context.Request.ReadFormAsync(context.RequestAborted);
        var name = (string)context.Request.RouteValues["name"]!;
        if (traffic.Find(name)?.Environment is not { } environment
            || !Enum.TryParse<LogLevel>(form["level"], out var level) || !Enum.IsDefined(level))
        {
            await new Problem(ErrorCode.InvalidBody, $"'{form["level"]}' is no log level of environment '{name}'.").ExecuteAsync(context);
            return;
        }

        var before = environment.LogLevel.Level;
        environment.LogLevel.Level = level;
        var caller = AdminCaller.Of(context);
        Log.LevelChanged(_audit, caller.Name, caller.Address, environment.Name, before, level);
        await pages.WriteAsync<EnvironmentPage>(
            context, (nameof(EnvironmentPage.Name), environment.Name), (nameof(EnvironmentPage.Notice), $"The log level is {level} now."));
    }

    private static string? Optional(string? value) => string.IsNullOrEmpty(value) ? null : value;
}
