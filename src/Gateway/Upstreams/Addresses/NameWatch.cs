using System.Collections.Immutable;
using System.Net;
using System.Net.Sockets;
using Polly;
using Polly.Retry;
using Polly.Timeout;

namespace Gateway.Upstreams.Addresses;

/// <summary>
/// The addresses of one name, looked up again and again. What is known stays when a look fails: a server does not go with its name.
/// </summary>
internal sealed class NameWatch : IDisposable
{
    /// <summary>The system's own resolver gives up after two servers and two tries of 5 s; a start must not wait that long.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    private readonly string _name;
    private readonly INames _names;
    private readonly ResiliencePipeline<IPAddress[]> _asking;
    private readonly ILogger _logger;
    private readonly ITimer _timer;
    private readonly Lock _gate = new();
    private readonly TaskCompletionSource _first = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private ImmutableArray<IPAddress> _addresses = [];
    private CancellationTokenSource _changed = new();
    private TimeSpan _interval;
    private int _looking;

    /// <summary>Begins to watch.</summary>
    public NameWatch(string name, INames names, TimeProvider time, ILogger logger)
    {
        (_name, _names, _asking, _logger) = (name, names, Asking(time), logger);
        _timer = time.CreateTimer(_ => _ = LookAsync(), state: null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        _ = LookAsync();
    }

    /// <summary>How often it is looked up.</summary>
    public void LookEvery(TimeSpan interval)
    {
        lock (_gate)
        {
            if (_interval == interval)
            {
                return;
            }

            _interval = interval;
            _timer.Change(interval, interval);
        }
    }

    /// <summary>The addresses, once the name was looked up; none when it is not known.</summary>
    public async Task<(ImmutableArray<IPAddress> Addresses, CancellationToken Changed)> KnownAsync(CancellationToken cancellationToken)
    {
        await _first.Task.WaitAsync(cancellationToken);
        lock (_gate)
        {
            return (_addresses, _changed.Token);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _timer.Dispose();
        _changed.Dispose();
    }

    private async Task LookAsync()
    {
        // A look that takes longer than the interval is not overtaken by the next.
        if (Interlocked.Exchange(ref _looking, 1) != 0)
        {
            return;
        }

        try
        {
            var found = await _asking.ExecuteAsync(
                static async (watch, cancellationToken) => await watch._names.FindAsync(watch._name, cancellationToken), this);
            Take([.. found.Distinct().OrderBy(address => address.ToString(), StringComparer.Ordinal)]);
        }
        catch (Exception exception) when (exception is SocketException or TimeoutRejectedException or ArgumentException)
        {
            Log.NameNotFound(_logger, _name, exception.Message, _addresses.Length);
        }
        finally
        {
            Volatile.Write(ref _looking, 0);
            _first.TrySetResult();
        }
    }

    // A packet that was lost must not cost an interval. That there is no such name is an answer, and is not asked for again.
    private static ResiliencePipeline<IPAddress[]> Asking(TimeProvider time) =>
        new ResiliencePipelineBuilder<IPAddress[]> { TimeProvider = time }
            .AddTimeout(Patience)
            .AddRetry(new RetryStrategyOptions<IPAddress[]>
            {
                ShouldHandle = new PredicateBuilder<IPAddress[]>()
                    .Handle<SocketException>(fault => fault.SocketErrorCode == SocketError.TryAgain),
                MaxRetryAttempts = 2,
                Delay = TimeSpan.FromMilliseconds(200),
                BackoffType = DelayBackoffType.Exponential,
                UseJitter = true,
            })
            .Build();

    private void Take(ImmutableArray<IPAddress> found)
    {
        CancellationTokenSource before;
        lock (_gate)
        {
            if (found.SequenceEqual(_addresses))
            {
                return;
            }

            (before, _addresses, _changed) = (_changed, found, new CancellationTokenSource());
        }

        Log.AddressesChanged(_logger, _name, string.Join(", ", found));
        before.Cancel();
    }
}
