namespace Gateway.Upstreams;

/// <summary>
/// Sends the header section on while the body has yet to come. The forwarder sends both with the body's first bytes, which for
/// server-sent events is the first event: a client would not know for minutes that it is connected.
/// </summary>
internal static class EarlyHead
{
    /// <summary>Waits until the body begins, and sends the header section first when that is not at once.</summary>
    /// <param name="response">The response, its fields complete.</param>
    /// <param name="answer">The upstream's answer. When its body breaks here, reading it tells so again.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <exception cref="IOException">The body broke before anything was sent, so that another may still answer.</exception>
    public static async ValueTask SendAsync(HttpResponse response, HttpResponseMessage answer, CancellationToken cancellationToken)
    {
        // An error may yet be hidden behind something stored, so it is not begun before it must be.
        if (response.StatusCode >= StatusCodes.Status500InternalServerError)
        {
            return;
        }

        // Reading nothing takes nothing out of the body, and completes when there is something to read. The forwarder gets the same
        // stream. For most answers the body is in the packet with the head, and this is over before it began.
        var body = await answer.Content.ReadAsStreamAsync(cancellationToken);
        var arrival = body.ReadAsync(Memory<byte>.Empty, cancellationToken);
        if (arrival.IsCompleted)
        {
            await arrival;
            return;
        }

        try
        {
            await response.Body.FlushAsync(cancellationToken);
            await arrival;
        }
        catch (Exception broken) when (response.HasStarted && broken is IOException or OperationCanceledException)
        {
            // The forwarder clears a response that fails here, which one that has started cannot be; so it fails when the body is read.
            answer.Content = new StreamContent(new BrokenStream(broken));
        }
    }

    /// <summary>A body that broke before its first byte: the connection it came on is not asked again.</summary>
    private sealed class BrokenStream(Exception cause) : ReadOnlyStream
    {
        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            ValueTask.FromException<int>(cause);
    }
}
