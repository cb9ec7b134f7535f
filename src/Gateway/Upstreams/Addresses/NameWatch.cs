using System.Collections.Immutable;
using System.Net;
using System.Net.Sockets;

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
    private readonly TimeProvider _time;
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
        (_name, _names, _time, _logger) = (name, names, time, logger);
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
            using var patience = new CancellationTokenSource(Patience, _time);
            var found = await _names.FindAsync(_name, patience.Token);
            Take([.. found.Distinct().OrderBy(address => address.ToString(), StringComparer.Ordinal)]);
        }
        catch (Exception exception) when (exception is SocketException or OperationCanceledException or ArgumentException)
        {
            Log.NameNotFound(_logger, _name, exception.Message, _addresses.Length);
        }
        finally
        {
            Volatile.Write(ref _looking, 0);
            _first.TrySetResult();
        }
    }

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
