using System.Diagnostics;
using Gateway.Errors;
using Gateway.Telemetry;
using Yarp.ReverseProxy.Model;

namespace Gateway.Upstreams;

/// <summary>Tells how each attempt went: its span, its metric, its line.</summary>
internal sealed class AttemptReport(GatewayMetrics metrics, ILoggerFactory loggers, TimeProvider time)
{
    private const string SupersededOutcome = "superseded";

    private readonly ILogger _logger = loggers.CreateLogger("Gateway.Upstreams");

    /// <summary>A request got no turn.</summary>
    public void Overloaded(string upstream, int most)
    {
        metrics.CountAttempt(upstream, "none", ErrorCode.UpstreamOverloaded.Name);
        Log.UpstreamOverloaded(_logger, upstream, most);
    }

    /// <summary>
    /// Somebody else's answer came first. What is told of the attempt is told of the winner, so the other gets a span of its own.
    /// </summary>
    /// <param name="upstream">The upstream.</param>
    /// <param name="slower">Who was slower.</param>
    /// <param name="winner">Who was quicker.</param>
    /// <param name="took">How long the slower one had been asked by then.</param>
    public void Superseded(string upstream, DestinationState slower, DestinationState winner, TimeSpan took)
    {
        var parent = Activity.Current?.Context ?? default;
        using var span = GatewaySource.Activities.StartActivity(
            GatewaySource.AttemptSpan, ActivityKind.Internal, parent, startTime: time.GetUtcNow() - took);
        span?.SetTag(GatewaySource.Tag.Upstream, upstream);
        span?.SetTag(GatewaySource.Tag.Destination, slower.DestinationId);
        span?.SetTag(GatewaySource.Tag.Outcome, SupersededOutcome);
        metrics.CountAttempt(upstream, slower.DestinationId, SupersededOutcome);
        Log.AttemptSuperseded(_logger, slower.DestinationId, upstream, winner.DestinationId);
    }

    /// <summary>An attempt is over.</summary>
    public void Tell(Activity? span, in AttemptOutcome outcome)
    {
        var word = outcome.Error?.Name ?? (outcome.State.Status >= StatusCodes.Status500InternalServerError ? "status-5xx" : "answered");
        metrics.CountAttempt(outcome.Upstream, outcome.Destination?.DestinationId ?? "none", word);
        Describe(span, outcome, word);
        if (outcome.Error is { } error)
        {
            Log.AttemptFailed(
                _logger, outcome.Attempt, outcome.Upstream, AddressOf(outcome), error.Name,
                outcome.Cause?.GetBaseException().Message, outcome.State.Verdict);
        }
        else if (outcome.State.Verdict != AttemptVerdict.Deliver)
        {
            Log.AttemptAnswered(
                _logger, outcome.Attempt, outcome.Upstream, AddressOf(outcome), outcome.State.Status, outcome.State.Verdict);
        }
    }

    private static string AddressOf(in AttemptOutcome outcome) => outcome.Destination?.Model.Config.Address ?? "no destination";

    private static void Describe(Activity? span, in AttemptOutcome outcome, string word)
    {
        if (span is not { IsAllDataRequested: true })
        {
            return;
        }

        span.SetTag(GatewaySource.Tag.Upstream, outcome.Upstream);
        span.SetTag(GatewaySource.Tag.Destination, outcome.Destination?.DestinationId);
        span.SetTag("server.address", outcome.Destination?.Model.Config.Address);
        span.SetTag(GatewaySource.Tag.Attempt, outcome.Attempt);
        span.SetTag(GatewaySource.Tag.Outcome, word);
        span.SetTag("http.response.status_code", outcome.State.Status);
        if (outcome.Error is { } error)
        {
            span.SetTag(GatewaySource.Tag.Error, error.Name);
            span.SetStatus(ActivityStatusCode.Error, error.Title);
        }
    }
}

/// <summary>How one attempt went.</summary>
/// <param name="Upstream">The upstream's id.</param>
/// <param name="Destination">Who was asked; null when nobody could be.</param>
/// <param name="Attempt">The attempt's number among those at this upstream, from 1.</param>
/// <param name="State">Its status and what is done next.</param>
/// <param name="Error">Why it failed; null when it did not.</param>
/// <param name="Cause">What the forwarder saw.</param>
internal readonly record struct AttemptOutcome(
    string Upstream, DestinationState? Destination, int Attempt, AttemptState State, ErrorCode? Error, Exception? Cause);
