using Yarp.ReverseProxy.Model;

namespace Gateway.Upstreams.Hedging;

/// <summary>When a slow GET is asked of a second destination.</summary>
/// <param name="Delay">How long the first one is waited for; null for as long as the upstream usually takes.</param>
internal sealed record HedgingPlan(TimeSpan? Delay);

/// <summary>
/// One attempt that may become two: when the first destination is slow, a second one is asked for the same, whoever has an answer first is
/// passed on, and the other is told to stop. It happens below the forwarder, which sees one request and one answer.
/// </summary>
internal sealed class Hedge
{
    /// <summary>Where a request carries its own.</summary>
    public static readonly HttpRequestOptionsKey<Hedge> Key = new("Gateway.Hedge");

    /// <summary>How long the first one is waited for.</summary>
    public required TimeSpan Delay { get; init; }

    /// <summary>The clock.</summary>
    public required TimeProvider Time { get; init; }

    /// <summary>Finds who else may be asked, and pays for it; null when nobody may.</summary>
    public required Func<DestinationState?> Choose { get; init; }

    /// <summary>Makes the second request.</summary>
    public required Func<HttpRequestMessage, DestinationState, HttpRequestMessage> Repeat { get; init; }

    /// <summary>Whether an answer is one that the client wants.</summary>
    public required Func<HttpResponseMessage, bool> IsAnswer { get; init; }

    /// <summary>Both are decided: whether the second one has won, and when it had begun.</summary>
    public required Action<DestinationState, bool, long> Decided { get; init; }

    /// <summary>Sends the request, perhaps to two. A state machine of 1. wait, 2. ask another, 3. take the first answer.</summary>
    public async Task<HttpResponseMessage> SendAsync(
        HttpRequestMessage request,
        Func<HttpRequestMessage, CancellationToken, Task<HttpResponseMessage>> send,
        CancellationToken cancellationToken)
    {
        // 1.
        using var stopFirst = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var first = send(request, stopFirst.Token);
        using (var answered = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken))
        {
            await Task.WhenAny(first, Task.Delay(Delay, Time, answered.Token));
            await answered.CancelAsync();
        }

        // 2.
        if (first.IsCompleted || cancellationToken.IsCancellationRequested || Choose() is not { } other)
        {
            return await first;
        }

        using var stopSecond = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var began = Time.GetTimestamp();
        var second = send(Repeat(request, other), stopSecond.Token);

        // 3. What is no answer only wins when the other has none either; then it is the first one's failure that counts.
        await Task.WhenAny(first, second);
        if (!await HasAnsweredAsync(first) && !await HasAnsweredAsync(second))
        {
            await Task.WhenAny(first.IsCompleted ? second : first);
        }

        var secondHasWon = await HasAnsweredAsync(second) && !await HasAnsweredAsync(first);
        Decided(other, secondHasWon, began);
        var (winner, loser, stop) = secondHasWon ? (second, first, stopFirst) : (first, second, stopSecond);
        await stop.CancelAsync();
        _ = DiscardAsync(loser);
        return await winner;
    }

    private async ValueTask<bool> HasAnsweredAsync(Task<HttpResponseMessage> attempt) =>
        attempt.IsCompletedSuccessfully && IsAnswer(await attempt);

    private static async Task DiscardAsync(Task<HttpResponseMessage> loser)
    {
        try
        {
            (await loser).Dispose();
        }
        catch (Exception exception) when (exception is HttpRequestException or OperationCanceledException)
        {
            // It was told to stop, or had failed before: the other one's answer is what counts.
        }
    }
}

/// <summary>Sends requests that carry a <see cref="Hedge"/> by it.</summary>
internal sealed class HedgingHandler(HttpMessageHandler inner) : DelegatingHandler(inner)
{
    /// <inheritdoc/>
    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
        request.Options.TryGetValue(Hedge.Key, out var hedge)
            ? hedge.SendAsync(request, base.SendAsync, cancellationToken)
            : base.SendAsync(request, cancellationToken);
}
