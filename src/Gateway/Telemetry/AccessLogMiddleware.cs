using System.Diagnostics;
using Microsoft.AspNetCore.Http.Features;

namespace Gateway.Telemetry;

/// <summary>Opens the record of a request and, at its end, writes the access line and the attributes of the server span.</summary>
internal sealed class AccessLogMiddleware(RequestDelegate next, GatewayMetrics metrics, ILoggerFactory loggers, TimeProvider time)
{
    private readonly ILogger _logger = loggers.CreateLogger("Gateway.Access");

    /// <summary>The stage.</summary>
    public Task InvokeAsync(HttpContext context)
    {
        var record = new RequestRecord();
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
        var level = LevelOf(status, record);
        if (_logger.IsEnabled(level))
        {
            Log.Access(
                _logger,
                level,
                context.Request.Method,
                AccessTarget.WithoutQuery(context.Features.Get<IHttpRequestFeature>()!.RawTarget),
                status,
                record,
                record.BodyBytes ?? context.Response.ContentLength ?? 0,
                duration,
                record.TraceId);
        }
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
