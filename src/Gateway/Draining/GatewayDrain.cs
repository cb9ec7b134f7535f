using Gateway.Configuration;

namespace Gateway.Draining;

/// <summary>
/// The end of the gateway, gently: it says that it is not ready, goes on answering until nobody sends it anything new, and ends. Runs
/// before the listeners stop, the admin listener among them.
/// </summary>
internal sealed class GatewayDrain(DrainOptions options, TimeProvider time) : IHostedLifecycleService, IDisposable
{
    private readonly CancellationTokenSource _beginning = new();
    private readonly CancellationTokenSource _ending = new();
    private long _began;

    /// <summary>Whether the gateway wants no more requests.</summary>
    public bool IsDraining => Volatile.Read(ref _began) != 0;

    /// <summary>Cancelled when the gateway begins to drain: open connections are told.</summary>
    public CancellationToken Beginning => _beginning.Token;

    /// <summary>Cancelled when nothing new is taken any more: who would keep a connection for hours is to say goodbye.</summary>
    public CancellationToken Ending => _ending.Token;

    /// <summary>From here on it is not ready. An end that is asked for later need not wait again.</summary>
    /// <returns>Whether it was ready before.</returns>
    public bool Begin()
    {
        var isFirst = Interlocked.CompareExchange(ref _began, Math.Max(1, time.GetTimestamp()), 0) == 0;
        if (isFirst)
        {
            // Elsewhere: who orders the drain does not wait until thousands of connections have been told.
            _ = _beginning.CancelAsync();
        }

        return isFirst;
    }

    /// <inheritdoc/>
    public async Task StoppingAsync(CancellationToken cancellationToken)
    {
        Begin();
        var left = options.AcceptFor - time.GetElapsedTime(Volatile.Read(ref _began));
        try
        {
            await Task.Delay(left > TimeSpan.Zero ? left : TimeSpan.Zero, time, cancellationToken);
        }
        catch (OperationCanceledException)
        {
            // A second signal: who is in a hurry does not wait.
        }

        await _ending.CancelAsync();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _beginning.Dispose();
        _ending.Dispose();
    }

    /// <inheritdoc/>
    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
