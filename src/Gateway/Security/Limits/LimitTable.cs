using System.Collections.Concurrent;
using System.Threading.RateLimiting;
using Gateway.Configuration;
using Gateway.Environments;

namespace Gateway.Security.Limits;

/// <summary>
/// The limiters of environments. They outlive a reload as long as their settings are the same: whoever has used up his requests does
/// not get new ones because somebody edited another line of the file.
/// </summary>
internal sealed class LimitTable : IDisposable
{
    private readonly ConcurrentDictionary<string, Entry> _entries = new(StringComparer.Ordinal);

    /// <summary>The limiters of an environment.</summary>
    public EnvironmentLimits Of(GatewayEnvironment environment)
    {
        var settings = Settings.Of(environment.Policy);
        while (true)
        {
            if (_entries.TryGetValue(environment.Name, out var known))
            {
                if (known.Settings == settings)
                {
                    return known.Limits;
                }

                var changed = new Entry(settings, new EnvironmentLimits(environment.Policy));
                if (_entries.TryUpdate(environment.Name, changed, known))
                {
                    // The old limiters are left to requests that hold a permit of theirs.
                    return changed.Limits;
                }
            }
            else
            {
                _entries.TryAdd(environment.Name, new Entry(settings, new EnvironmentLimits(environment.Policy)));
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var entry in _entries.Values)
        {
            entry.Limits.Dispose();
        }
    }

    private sealed record Entry(Settings Settings, EnvironmentLimits Limits);

    private sealed record Settings(int? Requests, TimeSpan? Per, int? Burst, int? Concurrent)
    {
        public static Settings Of(SecurityPolicyOptions policy) => new(
            policy.RateLimit?.Requests, policy.RateLimit?.Per, policy.RateLimit?.Burst, policy.MaxConcurrentRequests);
    }
}

/// <summary>The limiters of one environment.</summary>
internal sealed class EnvironmentLimits : IDisposable
{
    private readonly PartitionedRateLimiter<string>? _rate;
    private readonly ConcurrencyLimiter? _concurrency;

    /// <summary>Makes them.</summary>
    public EnvironmentLimits(SecurityPolicyOptions policy)
    {
        if (policy.RateLimit is { } rate)
        {
            // The buckets of clients that have gone are given up by the library after a while.
            _rate = PartitionedRateLimiter.Create<string, string>(
                client => RateLimitPartition.GetTokenBucketLimiter(client, _ => BucketOf(rate)), StringComparer.Ordinal);
        }

        if (policy.MaxConcurrentRequests is { } most)
        {
            _concurrency = new ConcurrencyLimiter(new ConcurrencyLimiterOptions { PermitLimit = most, QueueLimit = 0 });
        }
    }

    /// <summary>Takes one request from a client's bucket; null where there is none.</summary>
    public RateLimitLease? Take(string client) => _rate?.AttemptAcquire(client);

    /// <summary>Takes a place among the requests under way, until it is disposed of; null where there is no limit.</summary>
    public RateLimitLease? Enter() => _concurrency?.AttemptAcquire();

    /// <inheritdoc/>
    public void Dispose()
    {
        _rate?.Dispose();
        _concurrency?.Dispose();
    }

    /// <summary>
    /// A bucket that is refilled little by little, at most ten times a second: whoever waits for one request does not wait for all.
    /// </summary>
    private static TokenBucketRateLimiterOptions BucketOf(RateLimitOptions rate)
    {
        var steps = Math.Max(1, Math.Min(rate.Requests, (int)Math.Min(rate.Per.TotalMilliseconds / 100, 1000)));
        while (rate.Requests % steps != 0)
        {
            steps--;
        }

        return new TokenBucketRateLimiterOptions
        {
            TokenLimit = rate.Burst ?? rate.Requests * 2,
            TokensPerPeriod = rate.Requests / steps,
            ReplenishmentPeriod = rate.Per / steps,
            QueueLimit = 0,
            AutoReplenishment = true,
        };
    }
}
