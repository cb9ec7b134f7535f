using System.Threading.RateLimiting;

namespace Gateway.Upstreams.Breaking;

/// <summary>
/// How many requests are under way to one upstream at once, and how many wait for that and how long. What does not get its turn in time is
/// answered at once: an upstream that drowns must not take the memory of the gateway along.
/// </summary>
internal sealed class UpstreamCapacity(TimeProvider time)
{
    private readonly Lock _gate = new();
    private (CapacityPlan Plan, ConcurrencyLimiter Limiter)? _current;

    /// <summary>Waits for a turn.</summary>
    /// <param name="plan">The limits.</param>
    /// <param name="cancellationToken">The client's leaving.</param>
    /// <returns>The turn, given back by disposing of it; one that was not acquired when it did not come in time.</returns>
    public async ValueTask<RateLimitLease> EnterAsync(CapacityPlan plan, CancellationToken cancellationToken)
    {
        var limiter = LimiterOf(plan);
        var lease = limiter.AttemptAcquire();
        if (lease.IsAcquired || plan.QueueLength == 0)
        {
            return lease;
        }

        lease.Dispose();
        using var patience = new CancellationTokenSource(plan.QueueTimeout, time);
        await using var leaving = cancellationToken.UnsafeRegister(
            static source => ((CancellationTokenSource)source!).Cancel(), patience);
        try
        {
            return await limiter.AcquireAsync(cancellationToken: patience.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return limiter.AttemptAcquire();
        }
    }

    // A reload that changes the limits begins to count anew; what is under way counts for the old limiter until it ends.
    private ConcurrencyLimiter LimiterOf(CapacityPlan plan)
    {
        lock (_gate)
        {
            if (_current is not { } current || current.Plan != plan)
            {
                current = (plan, new ConcurrencyLimiter(new ConcurrencyLimiterOptions
                {
                    PermitLimit = plan.MostRequests,
                    QueueLimit = plan.QueueLength,
                    QueueProcessingOrder = QueueProcessingOrder.OldestFirst,
                }));
                _current = current;
            }

            return current.Limiter;
        }
    }
}

/// <summary>The limits of an upstream's capacity.</summary>
/// <param name="MostRequests">How many requests are under way at once.</param>
/// <param name="QueueLength">How many wait for that.</param>
/// <param name="QueueTimeout">How long each waits.</param>
internal sealed record CapacityPlan(int MostRequests, int QueueLength, TimeSpan QueueTimeout);
