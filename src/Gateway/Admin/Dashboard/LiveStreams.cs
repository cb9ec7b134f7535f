using System.Globalization;
using System.Text.Json;
using Gateway.Admin.Dashboard.Pages;
using Gateway.Telemetry.Recent;
using Microsoft.AspNetCore.Components;

namespace Gateway.Admin.Dashboard;

/// <summary>The parts of pages that change while they are looked at, as server-sent events (WHATWG HTML, §9.2).</summary>
internal sealed class LiveStreams(
    PageRenderer pages, RecentRequests recent, IHostApplicationLifetime lifetime, TimeProvider time)
{
    /// <summary>Often enough to watch a change come, and nothing beside the traffic itself.</summary>
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(3);

    /// <summary>Maps the paths.</summary>
    public void Map(IEndpointRouteBuilder admin)
    {
        admin.MapGet("/dashboard/live/environments", Repeat<EnvironmentsTable>);
        admin.MapGet("/dashboard/live/upstreams", Repeat<UpstreamsTable>);
        admin.MapGet("/dashboard/live/errors", Repeat<ErrorsTable>);
        admin.MapGet("/dashboard/live/requests", Tail);
    }

    private async Task Repeat<TPart>(HttpContext context)
        where TPart : IComponent
    {
        using var ended = Begin(context);
        try
        {
            while (true)
            {
                await Task.Delay(Interval, time, ended.Token);
                await Send(context.Response, await pages.RenderAsync<TPart>(), ended.Token);
            }
        }
        catch (OperationCanceledException)
        {
            // The page was left, or the gateway stops.
        }
    }

    private async Task Tail(HttpContext context)
    {
        var filter = RequestFilter.Of(context.Request.Query);
        using var ended = Begin(context);
        try
        {
            // So that the page knows that it is connected before the first request ends.
            await context.Response.WriteAsync(": connected\n\n", ended.Token);
            await context.Response.Body.FlushAsync(ended.Token);
            await foreach (var line in recent.WatchAsync(ended.Token))
            {
                if (filter.Matches(line))
                {
                    await Send(context.Response, Text(line), ended.Token);
                }
            }
        }
        catch (OperationCanceledException)
        {
            // The page was left, or the gateway stops.
        }
    }

    private CancellationTokenSource Begin(HttpContext context)
    {
        PageRenderer.Protect(context.Response);
        context.Response.ContentType = "text/event-stream";
        return CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, lifetime.ApplicationStopping);
    }

    private static async Task Send(HttpResponse response, string data, CancellationToken cancellationToken)
    {
        foreach (var line in data.ReplaceLineEndings("\n").Split('\n'))
        {
            await response.WriteAsync($"data: {line}\n", cancellationToken);
        }

        await response.WriteAsync("\n", cancellationToken);
        await response.Body.FlushAsync(cancellationToken);
    }

    private static string Text(in RequestLine line) => JsonSerializer.Serialize(
        new { trace = line.TraceId, cells = CellsOf(line) });

    private static string?[] CellsOf(in RequestLine line) =>
    [
        line.Time.ToString("HH:mm:ss", CultureInfo.InvariantCulture),
        line.Record.Environment,
        line.Record.Repository,
        $"{line.Method} {line.Target}",
        line.Record.PackageVersion is { } version ? $"{line.Record.PackageName} {version}" : line.Record.PackageName,
        line.Record.Identity,
        line.Status.ToString(CultureInfo.InvariantCulture),
        line.Record.CacheStatus ?? line.Record.Error,
        Figures.Bytes(line.Bytes),
        line.Duration.TotalMilliseconds.ToString("0.0", CultureInfo.InvariantCulture),
    ];
}
