using System.Collections.Immutable;
using Gateway.Configuration;
using Gateway.Environments;
using Gateway.Errors;
using Gateway.Telemetry;
using Gateway.Upstreams.Repeating;
using Microsoft.AspNetCore.Http.Features;
using Yarp.ReverseProxy;
using Yarp.ReverseProxy.Model;

namespace Gateway.Upstreams;

/// <summary>
/// Asks the upstreams of a repository in their order, until one has an answer that is the client's. A request that is limited to some of
/// them reaches no other, whatever those answer and however they fail.
/// </summary>
internal sealed class UpstreamChainMiddleware(
    RequestDelegate next, IProxyStateLookup clusters, GatewayMetrics metrics, ILoggerFactory loggers, TimeProvider time)
{
    private readonly ILogger _logger = loggers.CreateLogger("Gateway.Upstreams");

    /// <summary>The stage.</summary>
    public Task InvokeAsync(HttpContext context)
    {
        var request = context.Features.GetRequiredFeature<GatewayRequest>();
        var (mount, screened) = (request.Mount, request.Screened);
        var state = new AttemptState
        {
            // What is screened is in memory, and put in before each attempt.
            IsHarmless = screened is not null || IsHarmless(context, mount),
            HasBody = screened is null
                && (context.Features.Get<IHttpRequestBodyDetectionFeature>()?.CanHaveBody ?? context.Request.ContentLength > 0),

            // A registry that has no such service at all is no reason not to ask the next one for it.
            FallbackOn = screened is not null
                ? [.. mount!.Options.FallbackOn, .. screened.NotOffered]
                : mount?.Options.FallbackOn ?? [],
            RefusesAbsence = request.Limit is { RefusesAbsence: true },
            Started = time.GetTimestamp(),
        };
        context.Features.Set(state);
        StreamingRates.Lift(context);
        return state is { IsHarmless: true, HasBody: true } ? Hold(context, request, state) : Begin(context, request, state);
    }

    private static bool IsHarmless(HttpContext context, MountedRepository? mount) => Repetition.IsHarmless(
        context.Request.Method,
        isDeclared: context.Features.Get<IRequestedAccess>()?.Action == GrantAction.Read
            || mount?.Options.RepeatableMethods.Contains(context.Request.Method, StringComparer.Ordinal) == true,
        isUpgrade: context.Features.Get<IHttpUpgradeFeature>() is { IsUpgradableRequest: true });

    private async Task Hold(HttpContext context, GatewayRequest request, AttemptState state)
    {
        var plan = request.Published.Snapshot.Part<UpstreamPlans>().Of(context.GetReverseProxyFeature().Cluster.Config.ClusterId);
        try
        {
            state.Held = await RepeatableBody.TakeAsync(context.Request, plan.MostHeld, context.RequestAborted);
        }
        catch (IOException gone) when (gone is not BadHttpRequestException)
        {
            // The client's connection broke. Nobody is there to answer; 499 is nginx's word for it in the access log.
            context.Response.StatusCode = StatusCodes.Status499ClientClosedRequest;
            return;
        }

        // What the client took to send it is not the upstream's time.
        state.Started = time.GetTimestamp();
        await Begin(context, request, state);
    }

    private Task Begin(HttpContext context, GatewayRequest request, AttemptState state) => (request.Mount, request.Limit) switch
    {
        ({ } mount, { } limit) => AskLimited(context, mount, limit, state),
        ({ Upstreams: { Length: > 1 } all }, _) when state.IsRepeatable => Ask(context, all, state, refusal: null),
        _ => next(context),
    };

    private async Task AskLimited(HttpContext context, MountedRepository mount, UpstreamLimit limit, AttemptState state)
    {
        var allowed = limit.Upstreams.Length < 2 || state.IsRepeatable ? limit.Upstreams : limit.Upstreams[..1];
        var last = await Ask(context, allowed, state, limit.Refusal);

        // Who is limited to a subsequence has passed somebody over as soon as the places differ, or when nobody was left to ask.
        var isAnswered = state.Verdict == AttemptVerdict.Deliver && state.Status is { } status
            && !Repetition.IsFailure(status) && !state.FallbackOn.Contains(status);
        var passedOver = last < 0 || mount.Upstreams[last] != limit.Upstreams[last]
            || (!isAnswered && limit.Upstreams.Length < mount.Upstreams.Length);
        if (passedOver)
        {
            metrics.CountWithheldName(mount.Name, limit.Channel);
            Log.NameWithheld(_logger, limit.Channel, mount.Name, OthersOf(mount, limit));
        }
    }

    private static string OthersOf(MountedRepository mount, UpstreamLimit limit) =>
        string.Join(", ", mount.Upstreams.Except(limit.Upstreams, StringComparer.OrdinalIgnoreCase));

    /// <returns>The place of the upstream that was asked last; -1 when none was.</returns>
    private async Task<int> Ask(HttpContext context, ImmutableArray<string> upstreams, AttemptState state, GatewayError? refusal)
    {
        if (upstreams.IsEmpty)
        {
            context.Features.Set(refusal);
            return -1;
        }

        var before = ResponseReset.Remember(context.Response);
        var screened = context.Features.GetRequiredFeature<GatewayRequest>().Screened;
        for (var i = 0; i < upstreams.Length; i++)
        {
            if (i > 0)
            {
                before.Restore(context);
                state.Held?.Offer(context.Request);
            }

            if (state.Failure is { } failure && screened?.IsReducedFor(upstreams[i]) == true)
            {
                // Who failed was to answer for more than the rest may hear: their part of the answer must not pass for all of it.
                context.Features.Set(failure);
                break;
            }

            if (!TryTurnTo(context, upstreams[i]))
            {
                continue;
            }

            await AskOne(context, state, before, refusal, isLast: i == upstreams.Length - 1);
            if (state.Verdict != AttemptVerdict.FallBack || context.RequestAborted.IsCancellationRequested)
            {
                return i;
            }
        }

        return upstreams.Length - 1;
    }

    private async Task AskOne(HttpContext context, AttemptState state, ResponseReset before, GatewayError? refusal, bool isLast)
    {
        state.MayFallBack = !isLast;
        await next(context);
        if (state.Verdict == AttemptVerdict.Withhold)
        {
            before.Restore(context);
            context.Features.Set(state.Failure ?? refusal);
        }
    }

    // With a route of that cluster: what comes after, passive health among it, finds the cluster by the route.
    private bool TryTurnTo(HttpContext context, string upstream)
    {
        var route = context.GetRouteModel();
        if (string.Equals(context.GetReverseProxyFeature().Cluster.Config.ClusterId, upstream, StringComparison.OrdinalIgnoreCase))
        {
            return true;
        }

        if (!clusters.TryGetCluster(upstream, out var cluster))
        {
            // Only after a reload that took it away, for a request that began before.
            context.Features.Set(UpstreamFailure.Describe(ErrorCode.NoHealthyUpstream, exception: null, upstream, []));
            return false;
        }

        context.ReassignProxyRequest(new RouteModel(route.Config, cluster, route.Transformer), cluster);
        return true;
    }
}
