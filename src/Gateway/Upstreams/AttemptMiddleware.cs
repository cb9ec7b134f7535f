using Gateway.Environments;
using Gateway.Errors;
using Gateway.Telemetry;
using Gateway.Upstreams.Breaking;
using Gateway.Upstreams.Repeating;
using Microsoft.AspNetCore.Http.Features;
using Yarp.ReverseProxy.Forwarder;
using Yarp.ReverseProxy.Model;

namespace Gateway.Upstreams;

/// <summary>
/// Tries the destinations of one upstream, each at most once, until one answers. The error, if it comes to one, is left for the stage
/// above.
/// </summary>
internal sealed class AttemptMiddleware(
    RequestDelegate next, UpstreamLedger ledger, Admission admission, Outcomes outcomes, PassiveHealth health, AttemptReport report,
    Backoff backoff, TimeProvider time)
{
    /// <summary>When who did not get a turn may ask again: queues move within a second, or not at all.</summary>
    private static readonly TimeSpan RetryWhenFull = TimeSpan.FromSeconds(1);

    /// <summary>The stage.</summary>
    public Task InvokeAsync(HttpContext context)
    {
        var cluster = context.GetRouteModel().Cluster!;
        var request = context.Features.GetRequiredFeature<GatewayRequest>();
        var plan = request.Published.Snapshot.Part<UpstreamPlans>().Of(cluster.ClusterId);
        return plan.Capacity is { } capacity ? AskInTurn(context, cluster, plan, capacity) : Ask(context, cluster, plan);
    }

    private async Task AskInTurn(HttpContext context, ClusterState cluster, UpstreamPlan plan, CapacityPlan capacity)
    {
        using var turn = await ledger.Of(cluster).Capacity.EnterAsync(capacity, context.RequestAborted);
        if (turn.IsAcquired)
        {
            await Ask(context, cluster, plan);
            return;
        }

        var state = context.Features.GetRequiredFeature<AttemptState>();
        state.Begin(Onward.Nowhere);
        state.Failed(nothingSent: true, Passed(state));
        report.Overloaded(cluster.ClusterId, capacity.MostRequests);
        Leave(context, state, new GatewayError(
            ErrorCode.UpstreamOverloaded, $"{cluster.ClusterId} has as many requests as it may.", Explanation: null, RetryWhenFull));
    }

    /// <summary>A state machine of 1. choose, 2. try, 3. judge.</summary>
    private async Task Ask(HttpContext context, ClusterState cluster, UpstreamPlan plan)
    {
        var proxy = context.GetReverseProxyFeature();
        var everyone = proxy.AvailableDestinations;
        var state = context.Features.GetRequiredFeature<AttemptState>();
        var mayRepeat = state.IsRepeatable && (everyone.Count > 1 || plan.Backoff > TimeSpan.Zero);
        var before = mayRepeat ? ResponseReset.Remember(context.Response) : default;
        state.Enter(plan, ledger.Of(cluster).Budget, everyone);
        (ErrorCode? Error, Exception? Cause) last = default;
        string[] tried = [];
        var hasLostOne = false;
        for (var attempt = 1; ; attempt++)
        {
            // 1. What follows picks one of the candidates by the cluster's policy.
            state.Spent = Passed(state);
            var onward = state.OnwardAfter(attempt);
            var mayProbe = onward == Onward.Elsewhere && state.IsRepeatable;
            var candidates = admission.Choose(cluster, state.Left, plan.Breaker, mayProbe, hasLostOne);
            if (candidates.Count == 0 && state.Left.Count > 0)
            {
                state.Begin(Onward.Nowhere);
                state.Failed(nothingSent: true, Passed(state));
                var wait = admission.UntilProbe(state.Left, plan.Breaker);
                Leave(context, state, UpstreamFailure.Describe(
                    last.Error ?? ErrorCode.NoHealthyUpstream, last.Cause, cluster.ClusterId, tried, wait));
                return;
            }

            state.Begin(onward);
            hasLostOne = admission.IsEachWell(cluster, candidates);
            proxy.AvailableDestinations = candidates;
            proxy.ProxiedDestination = null;

            // 2.
            using var span = GatewaySource.Activities.StartActivity(GatewaySource.AttemptSpan);
            var failure = await Try(context, state, plan);

            // 3.
            health.Tell(context, proxy);
            var destination = proxy.ProxiedDestination;
            last = (Judge(context, state, failure), failure?.Exception);
            report.Tell(span, new AttemptOutcome(cluster.ClusterId, destination, attempt, state, last.Error, last.Cause));
            if (destination is not null)
            {
                outcomes.Tell(cluster, destination, plan, state, last.Error);
            }

            if (last.Error is not null && destination is not null)
            {
                tried = [.. tried, destination.Model.Config.Address];
            }

            if (state.Verdict == AttemptVerdict.Repeat && destination is not null && !context.RequestAborted.IsCancellationRequested)
            {
                state.Left = [.. state.Left.Where(candidate => candidate != destination)];
                if (state.Left.Count == 0)
                {
                    await backoff.WaitAsync(plan.Backoff, ++state.Waits, state.RestFor, context.RequestAborted);
                    state.Left = everyone;
                }

                before.Restore(context);
                state.Held?.Offer(context.Request);
                continue;
            }

            Conclude(context, state, last.Error, last.Cause, cluster.ClusterId, tried);
            return;
        }
    }

    /// <summary>One attempt, with its own limit on the time to its header section where the forwarder would wait longer.</summary>
    private async Task<IForwarderErrorFeature?> Try(HttpContext context, AttemptState state, UpstreamPlan plan)
    {
        var request = context.Features.GetRequiredFeature<GatewayRequest>();
        request.Screened?.PutInto(context.Request, context.GetRouteModel().Cluster!.ClusterId);
        var patience = plan.Times.HeadOf(request.AsksForDocument, state.Spent);
        using var limit = patience < plan.Times.Silence ? new HeadLimit(context, patience, time) : null;
        state.Limit = limit;
        if (limit is not null && state is { HasBody: true, Held: null })
        {
            var body = context.Request.Body;
            context.Request.Body = new UploadStream(body, limit);
            await next(context);
            context.Request.Body = body;
        }
        else
        {
            await next(context);
        }

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
    private ErrorCode? Judge(HttpContext context, AttemptState state, IForwarderErrorFeature? failure)
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
            state.Failed(UpstreamFailure.NothingWasSent(failure.Exception), Passed(state));
        }

        return code;
    }

    private TimeSpan Passed(AttemptState state) => time.GetElapsedTime(state.Started);

    private static void SetStatus(HttpResponse response, int status)
    {
        if (!response.HasStarted)
        {
            response.StatusCode = status;
        }
    }

    private static void Conclude(
        HttpContext context, AttemptState state, ErrorCode? error, Exception? cause, string upstream, IReadOnlyCollection<string> tried)
    {
        var code = error ?? (state.IsRefused && state.Verdict == AttemptVerdict.FallBack ? ErrorCode.NoHealthyUpstream : null);
        if (code is not null && !context.Response.HasStarted)
        {
            Leave(context, state, UpstreamFailure.Describe(code, cause, upstream, tried));
        }
    }

    /// <summary>Leaves the error for whoever tells it: the stage above, or the chain, which may have other upstreams to ask.</summary>
    private static void Leave(HttpContext context, AttemptState state, GatewayError error)
    {
        if (state.Verdict == AttemptVerdict.Deliver)
        {
            context.Features.Set(error);
        }
        else
        {
            state.Unavailable(error);
        }
    }
}
