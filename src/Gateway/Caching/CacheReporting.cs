using System.Diagnostics;
using Gateway.Environments;
using Gateway.HttpCache.Policy;
using Gateway.Telemetry;
using Microsoft.Extensions.Primitives;

namespace Gateway.Caching;

/// <summary>Tells what the cache did, everywhere from the one report: response fields, record, metric, span, log.</summary>
internal sealed class CacheReporting(GatewayMetrics metrics, ILoggerFactory loggers)
{
    /// <summary>nginx's field.</summary>
    public const string StatusField = "X-Cache-Status";

    /// <summary>RFC 9211's field.</summary>
    public const string StandardField = "Cache-Status";

    private readonly ILogger _logger = loggers.CreateLogger("Gateway.Caching");

    /// <summary>Writes the report. The response has not started.</summary>
    public void Tell(HttpContext context, GatewayRequest request, CacheReport report)
    {
        var headers = context.Response.Headers;
        headers[StatusField] = report.Word;

        // Each cache on the way adds its member after those nearer to the origin (RFC 9211 §2).
        headers[StandardField] = StringValues.Concat(headers[StandardField], report.ToCacheStatus());
        var record = context.Features.Get<RequestRecord>()!;
        record.CacheStatus = report.Word;
        record.CacheReason = report.Reason;
        metrics.CountCacheRequest(request.Environment.Name, request.Mount!.Name, report.Word);
        if (report.Collapsed == true)
        {
            metrics.CountCollapsed();
        }

        if (_logger.IsEnabled(LogLevel.Debug))
        {
            Log.Decided(_logger, report.Word, AccessTarget.WithoutQuery(request.Target.Value), report.Reason);
        }
    }

    /// <summary>Puts the report on the span of the decision.</summary>
    public static void Describe(Activity? span, RequestRecord? record)
    {
        if (span is { IsAllDataRequested: true })
        {
            span.SetTag(GatewaySource.Tag.CacheStatus, record?.CacheStatus);
            span.SetTag(GatewaySource.Tag.CacheReason, record?.CacheReason);
        }
    }
}
