using System.Collections.Concurrent;
using System.Diagnostics;
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

    /// <summary>How many texts are kept: all that occur with the statuses of a dozen upstreams.</summary>
    private const int MostTexts = 512;

    private readonly ConcurrentDictionary<CacheReport, string> _texts = new();
    private readonly ILogger _logger = loggers.CreateLogger("Gateway.Caching");

    /// <summary>Writes the report. The fields of the answer are set, and the response has not started.</summary>
    public void Tell(CacheVisit visit, CacheReport report)
    {
        var headers = visit.Context.Response.Headers;
        headers[StatusField] = report.Word;

        var member = TextOf(report);
        if (report.Forward is not null && visit.Request.Mount!.Upstreams.Length > 1
            && visit.Context.Features.Get<RequestRecord>() is { Upstream: { } upstream })
        {
            // An extension parameter (RFC 9211 §2): of a chain, which upstream gave the answer. An id is a key of the configuration, which
            // may hold more than a quoted string can.
            member = $"{member}; upstream=\"{upstream.Replace("\\", "", StringComparison.Ordinal).Replace('"', '\'')}\"";
        }

        // Each cache on the way adds its member after those nearer to the origin (RFC 9211 §2).
        headers[StandardField] = StringValues.Concat(headers[StandardField], member);
        Record(visit, report);
    }

    /// <summary>
    /// The member, kept where it has no lifetime in it: of those there are as many as statuses and reasons, and most requests that pass
    /// have the same.
    /// </summary>
    private string TextOf(CacheReport report)
    {
        if (report.TimeToLive is not null || _texts.Count >= MostTexts)
        {
            return report.ToCacheStatus();
        }

        return _texts.GetOrAdd(report, static report => report.ToCacheStatus());
    }

    /// <summary>Writes a report whose fields are set already.</summary>
    public void Record(CacheVisit visit, CacheReport report)
    {
        var record = visit.Context.Features.Get<RequestRecord>()!;
        record.CacheStatus = report.Word;
        record.CacheReason = report.Reason;
        visit.Tally.Count(report.Outcome);
        metrics.CountCacheRequest(visit.Request.Environment.Name, visit.Request.Mount!.Name, report.Word);
        if (report.Collapsed == true)
        {
            metrics.CountCollapsed();
        }

        if (_logger.IsEnabled(LogLevel.Debug))
        {
            Tell(report, AccessTarget.WithoutQuery(visit.Request.Target.Value));
        }
    }

    // Only an entry that is fresh and was given away has no reason beside it.
    private void Tell(CacheReport report, string target)
    {
        if (report.Reason is { } reason)
        {
            Log.Decided(_logger, report.Word, target, reason);
        }
        else
        {
            Log.Fresh(_logger, report.Word, target);
        }
    }

    /// <summary>Puts what was reported on the span of the decision.</summary>
    public static void Describe(Activity? span, CacheVisit visit)
    {
        if (span is { IsAllDataRequested: true } && visit.Context.Features.Get<RequestRecord>() is { } record)
        {
            span.SetTag(GatewaySource.Tag.CacheStatus, record.CacheStatus);
            span.SetTag(GatewaySource.Tag.CacheReason, record.CacheReason);
            span.SetTag(GatewaySource.Tag.CacheKeyHash, CacheKeys.HashOf(visit.Key));
        }
    }
}
