using System.Diagnostics;
using Gateway.Environments;
using Gateway.Errors;
using Gateway.Telemetry;
using Microsoft.AspNetCore.Http.Features;
using Yarp.ReverseProxy.Forwarder;
using Yarp.ReverseProxy.Model;

namespace Gateway.Upstreams;

/// <summary>
/// Tries the destinations of one upstream, each at most once, until one answers. The error, if it comes to one, is left for the stage
/// above.
/// </summary>
internal sealed class AttemptMiddleware(
    RequestDelegate next, PassiveHealth health, GatewayMetrics metrics, ILoggerFactory loggers, TimeProvider time)
{
    private readonly ILogger _logger = loggers.CreateLogger("Gateway.Upstreams");

    /// <summary>Whether the request may be sent a second time.</summary>
    public static bool IsRepeatable(HttpContext context)
    {
        var hasBody = context.Features.Get<IHttpRequestBodyDetectionFeature>()?.CanHaveBody ?? context.Request.ContentLength > 0;
        var isUpgrade = context.Features.Get<IHttpUpgradeFeature>() is { IsUpgradableRequest: true };
        return Repetition.IsRepeatable(context.Request.Method, hasBody, isUpgrade);
    }

    /// <summary>The stage: a state machine of 1. choose, 2. try, 3. judge.</summary>
    public async Task InvokeAsync(HttpContext context)
    {
        var proxy = context.GetReverseProxyFeature();
        var state = context.Features.GetRequiredFeature<AttemptState>();
        var upstream = proxy.Cluster.Config.ClusterId;
        var gateway = context.Features.GetRequiredFeature<GatewayRequest>();
        var plan = gateway.Published.Snapshot.Part<UpstreamPlans>().Of(upstream);
        state.Times = plan.Times;
        var candidates = proxy.AvailableDestinations;
        var mayRepeat = candidates.Count > 1 && IsRepeatable(context);
        var before = mayRepeat ? ResponseReset.Remember(context.Response) : default;
        List<string> tried = [];
        for (var attempt = 1; ; attempt++)
        {
            // 1. What follows picks one of the candidates by the cluster's policy.
            state.Begin();
            var spent = time.GetElapsedTime(state.Started);
            state.MayRepeat = mayRepeat && candidates.Count > 1 && attempt < plan.Attempts && spent < plan.Times.Total;
            proxy.AvailableDestinations = candidates;
            proxy.ProxiedDestination = null;

            // 2.
            using var span = GatewaySource.Activities.StartActivity(GatewaySource.AttemptSpan);
            var failure = await Try(context, state, plan.Times.HeadOf(gateway.AsksForDocument, spent));

            // 3.
            health.Tell(context, proxy);
            var destination = proxy.ProxiedDestination;
            var error = Judge(context, state, failure);
            Report(span, upstream, destination, attempt, error, state.Status);
            Tell(state, upstream, destination, attempt, error, failure);
            if (destination is not null)
            {
                tried.Add(destination.Model.Config.Address);
            }

            if (state.Verdict == AttemptVerdict.Repeat && destination is not null && !context.RequestAborted.IsCancellationRequested)
            {
                candidates = [.. candidates.Where(candidate => candidate != destination)];
                before.Restore(context);
                continue;
            }

            Conclude(context, state, error, failure?.Exception, upstream, tried);
            return;
        }
    }

    /// <summary>One attempt, with its own limit on the time to its header section where the forwarder would wait longer.</summary>
    private async Task<IForwarderErrorFeature?> Try(HttpContext context, AttemptState state, TimeSpan patience)
    {
        using var limit = patience < state.Times.Silence ? new HeadLimit(context, patience, time) : null;
        state.Limit = limit;
        await next(context);
        state.Limit = null;
        var failure = context.GetForwarderErrorFeature();
        if (failure is not null && limit is { HasPassed: true })
        {
            failure = new AttemptTimedOut(failure.Exception);
            context.Features.Set(failure);
        }

        return failure;
    }

    /// <summary>Sets the verdict of a failed attempt; the response transform has set that of an answered one.</summary>
    private static ErrorCode? Judge(HttpContext context, AttemptState state, IForwarderErrorFeature? failure)
    {
        if (failure is null)
        {
            return null;
        }

        var code = UpstreamFailure.Classify(failure.Error, failure.Exception);
        if (code is null)
        {
            // The client left. Nobody is there to answer; 499 is nginx's word for it in the access log.
            SetStatus(context.Response, StatusCodes.Status499ClientClosedRequest);
        }
        else if (!context.Response.HasStarted)
        {
            state.Failed();
        }

        return code;
    }

    private static void SetStatus(HttpResponse response, int status)
    {
        if (!response.HasStarted)
        {
            response.StatusCode = status;
        }
    }

    /// <summary>Leaves the error for whoever tells it: the stage above, or the chain, which may have other upstreams to ask.</summary>
    private static void Conclude(
        HttpContext context, AttemptState state, ErrorCode? error, Exception? cause, string upstream, IReadOnlyCollection<string> tried)
    {
        var code = error
            ?? (Repetition.IsFailure(state.Status) && state.Verdict == AttemptVerdict.FallBack ? ErrorCode.NoHealthyUpstream : null);
        if (code is null || context.Response.HasStarted)
        {
            return;
        }

        var described = UpstreamFailure.Describe(code, cause, upstream, tried);
        if (state.Verdict == AttemptVerdict.Deliver)
        {
            context.Features.Set(described);
        }
        else
        {
            state.Unavailable(described);
        }
    }

    private void Report(Activity? span, string upstream, DestinationState? destination, int attempt, ErrorCode? error, int? status)
    {
        var outcome = error?.Name ?? (status >= 500 ? "status-5xx" : "answered");
        metrics.CountAttempt(upstream, destination?.DestinationId ?? "none", outcome);
        if (span is { IsAllDataRequested: true })
        {
            span.SetTag(GatewaySource.Tag.Upstream, upstream);
            span.SetTag(GatewaySource.Tag.Destination, destination?.DestinationId);
            span.SetTag("server.address", destination?.Model.Config.Address);
            span.SetTag(GatewaySource.Tag.Attempt, attempt);
            span.SetTag(GatewaySource.Tag.Outcome, outcome);
            span.SetTag("http.response.status_code", status);
            if (error is not null)
            {
                span.SetTag(GatewaySource.Tag.Error, error.Name);
                span.SetStatus(ActivityStatusCode.Error, error.Title);
            }
        }
    }

    private void Tell(
        AttemptState state, string upstream, DestinationState? destination, int attempt, ErrorCode? error, IForwarderErrorFeature? failure)
    {
        var address = destination?.Model.Config.Address ?? "no destination";
        if (error is not null)
        {
            Log.AttemptFailed(
                _logger, attempt, upstream, address, error.Name, failure?.Exception?.GetBaseException().Message, state.Verdict);
        }
        else if (state.Verdict != AttemptVerdict.Deliver)
        {
            Log.AttemptAnswered(_logger, attempt, upstream, address, state.Status, state.Verdict);
        }
    }
}
