using System.Diagnostics;
using Gateway.Environments;
using Gateway.Errors;
using Gateway.Telemetry;
using Gateway.Upstreams.Breaking;
using Microsoft.AspNetCore.Http.Features;
using Yarp.ReverseProxy.Forwarder;
using Yarp.ReverseProxy.Model;
using RangeCondition = System.Net.Http.Headers.RangeConditionHeaderValue;

namespace Gateway.Upstreams.Resuming;

/// <summary>
/// Lets a long answer go on from another destination when it breaks: what the client, or the cache, already has of it is not thrown away.
/// When nobody has the rest, the break is the client's to see.
/// </summary>
internal sealed class Resumption(
    Admission admission, Outcomes outcomes, GatewayMetrics metrics, ILoggerFactory loggers, TimeProvider time)
{
    private const string Resumed = "resumed";

    private readonly ILogger _logger = loggers.CreateLogger("Gateway.Upstreams");

    /// <summary>Prepares an answer for a break, where its rest could be had.</summary>
    public void Prepare(HttpContext context, HttpResponseMessage answer, AttemptState state)
    {
        var proxy = context.GetReverseProxyFeature();
        var request = context.Features.GetRequiredFeature<GatewayRequest>();
        if (request.Mount is null || proxy.ProxiedDestination is not { } destination || state.Plan.Attempts < 2
            || ResumeVerdict.ConditionOf(answer) is not { } condition)
        {
            return;
        }

        var begun = new Answer(
            context.GetRouteModel().Cluster!,
            proxy.Cluster.HttpClient,
            answer.RequestMessage!,
            request.Rest,
            condition,
            answer.Content.Headers.ContentLength,
            state);
        answer.Content = new LaterContent(answer.Content, stream => Resumable(stream, begun, destination));
    }

    private ResumingStream Resumable(Stream stream, Answer begun, DestinationState asked)
    {
        var left = begun.State.Plan.Attempts - 1;
        return new ResumingStream(stream, ResumeAsync);

        async ValueTask<Stream?> ResumeAsync(long offset, Exception broken, CancellationToken cancellationToken)
        {
            if (left-- == 0 || !begun.State.TryTakeRepetition())
            {
                return null;
            }

            var cause = UpstreamFailure.Classify(ForwarderError.ResponseBodyDestination, broken) ?? ErrorCode.UpstreamReset;
            outcomes.Broke(begun.Cluster, asked, begun.State.Plan, cause.Name);
            var at = new Break(offset, asked.DestinationId, cause.Name);

            // The same one again only when it is the only one.
            asked = admission.Spare(begun.Cluster.DestinationsState.AvailableDestinations, asked) ?? asked;
            return await AskAsync(begun, asked, at, cancellationToken);
        }
    }

    private async ValueTask<Stream?> AskAsync(
        Answer begun, DestinationState destination, Break at, CancellationToken cancellationToken)
    {
        using var span = GatewaySource.Activities.StartActivity(GatewaySource.AttemptSpan);
        span?.AddEvent(new ActivityEvent("break", tags: new ActivityTagsCollection
        {
            [GatewaySource.Tag.Destination] = at.Destination,
            [GatewaySource.Tag.Error] = at.Cause,
        }));
        var stream = await FetchRestAsync(begun, destination, at.Offset, cancellationToken);
        var upstream = begun.Cluster.ClusterId;
        var outcome = stream is null ? ErrorCode.UpstreamReset.Name : Resumed;
        metrics.CountAttempt(upstream, destination.DestinationId, outcome);
        span?.SetTag(GatewaySource.Tag.Upstream, upstream);
        span?.SetTag(GatewaySource.Tag.Destination, destination.DestinationId);
        span?.SetTag(GatewaySource.Tag.Outcome, outcome);
        if (stream is null)
        {
            span?.SetTag(GatewaySource.Tag.Error, outcome);
            span?.SetStatus(ActivityStatusCode.Error, "It does not have the rest.");
            Log.NotResumed(_logger, upstream, at.Destination, at.Offset, at.Cause, destination.DestinationId);
        }
        else
        {
            Log.Resumed(_logger, upstream, at.Destination, at.Offset, at.Cause, destination.DestinationId);
        }

        return stream;
    }

    private async ValueTask<Stream?> FetchRestAsync(
        Answer begun, DestinationState destination, long offset, CancellationToken cancellationToken)
    {
        using var request = ResumeVerdict.RequestFor(
            begun.Request, destination.Model.Config, begun.Rest, begun.Condition, offset);
        using var patience = new CancellationTokenSource(begun.State.Times.Head, time);
        await using var leaving = cancellationToken.UnsafeRegister(
            static source => ((CancellationTokenSource)source!).Cancel(), patience);
        try
        {
            var answer = await begun.Client.SendAsync(request, patience.Token);
            if (ResumeVerdict.IsRest(answer, begun.Condition, offset, begun.Length))
            {
                var rest = await answer.Content.ReadAsStreamAsync(cancellationToken);
                return begun.State.Times is { IsIdleShorter: true } times ? new IdleLimitedStream(rest, times.Idle, time) : rest;
            }

            answer.Dispose();
            return null;
        }
        catch (Exception exception) when (exception is HttpRequestException or OperationCanceledException)
        {
            return null;
        }
    }

    /// <summary>Where an answer broke.</summary>
    /// <param name="Offset">How many bytes of it there are.</param>
    /// <param name="Destination">Whose answer it was.</param>
    /// <param name="Cause">Why, as a name.</param>
    private sealed record Break(long Offset, string Destination, string Cause);

    /// <summary>What is needed to ask for the rest of an answer.</summary>
    /// <param name="Cluster">Whose answer it is.</param>
    /// <param name="Client">The connections to it.</param>
    /// <param name="Request">The request it answers.</param>
    /// <param name="Rest">The target behind the mount.</param>
    /// <param name="Condition">What it is known by.</param>
    /// <param name="Length">Its length, where it says.</param>
    /// <param name="State">The limits of the attempts.</param>
    private sealed record Answer(
        ClusterState Cluster,
        HttpMessageInvoker Client,
        HttpRequestMessage Request,
        string Rest,
        RangeCondition Condition,
        long? Length,
        AttemptState State);
}
