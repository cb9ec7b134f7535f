using System.Diagnostics;
using Gateway.Telemetry.Recent;
using Microsoft.AspNetCore.Http.Features;

namespace Gateway.Telemetry;

/// <summary>Opens the record of a request and, at its end, writes the access line and the attributes of the server span.</summary>
internal sealed class AccessLogMiddleware(
    RequestDelegate next, GatewayMetrics metrics, RecentRequests recent, ILoggerFactory loggers, TimeProvider time)
{
    private readonly ILogger _logger = loggers.CreateLogger("Gateway.Access");

    /// <summary>The stage.</summary>
    public Task InvokeAsync(HttpContext context)
    {
        var record = new RequestRecord();

        // Of a peer whose word is believed: the field of anybody else was taken away before.
        record.ContinueTrace(context.Request.Headers.TraceParent);
        context.Features.Set(record);
        metrics.BeginRequest();
        var started = time.GetTimestamp();
        var rest = next(context);
        if (rest.IsCompletedSuccessfully)
        {
            Close(context, record, started);
            return Task.CompletedTask;
        }

        return Finish(rest, context, record, started);
    }

    private async Task Finish(Task rest, HttpContext context, RequestRecord record, long started)
    {
        try
        {
            await rest;
        }
        finally
        {
            Close(context, record, started);
        }
    }

    private void Close(HttpContext context, RequestRecord record, long started)
    {
        Describe(record, context.Response.StatusCode, context.Features.Get<IHttpActivityFeature>()?.Activity);
        var status = context.Response.StatusCode;
        var duration = time.GetElapsedTime(started);
        metrics.EndRequest(context.Request.Method, status, record.Environment, record.Repository, duration);
        // The Content-Length of an answer to HEAD is that of the body it does not have.
        var bytes = HttpMethods.IsHead(context.Request.Method) ? 0 : record.BodyBytes ?? context.Response.ContentLength ?? 0;
        recent.Count(record, status, bytes, duration);
        var level = LevelOf(status, record);
        if (!_logger.IsEnabled(level) && !recent.Wants(record))
        {
            return;
        }

        var line = new RequestLine(
            time.GetUtcNow(),
            context.Request.Method,
            AccessTarget.WithoutQuery(context.Features.Get<IHttpRequestFeature>()!.RawTarget),
            status,
            record,
            bytes,
            duration,
            record.TraceId);
        recent.Add(line);
        Log.Access(_logger, level, line);
    }

    private static LogLevel LevelOf(int status, RequestRecord record) => status switch
    {
        >= 500 => LogLevel.Error,
        >= 400 when record.Error is not null => LogLevel.Warning,
        _ => LogLevel.Information,
    };

    private static void Describe(RequestRecord record, int status, Activity? span)
    {
        if (span is not { IsAllDataRequested: true })
        {
            return;
        }

        span.SetTag(GatewaySource.Tag.Environment, record.Environment);
        span.SetTag(GatewaySource.Tag.Repository, record.Repository);
        span.SetTag(GatewaySource.Tag.Identity, record.Identity);
        span.SetTag(GatewaySource.Tag.Role, record.Role);
        span.SetTag(GatewaySource.Tag.CacheStatus, record.CacheStatus);
        span.SetTag(GatewaySource.Tag.CacheReason, record.CacheReason);
        span.SetTag(GatewaySource.Tag.Upstream, record.Upstream);
        span.SetTag(GatewaySource.Tag.PackageName, record.PackageName);
        span.SetTag(GatewaySource.Tag.PackageVersion, record.PackageVersion);
        span.SetTag(GatewaySource.Tag.Error, record.Error);
        if (record.Error is not null && status >= StatusCodes.Status500InternalServerError)
        {
            span.SetStatus(ActivityStatusCode.Error, record.Error);
        }
    }
}
