using System.Collections.Immutable;
using System.Threading.Channels;

namespace Gateway.Telemetry.Recent;

/// <summary>
/// What happened lately, for the dashboard: the traffic of the last hour, the last errors, and the requests as they end for whoever
/// watches. All of it is bounded, and of no cost worth naming while nobody watches.
/// </summary>
internal sealed class RecentRequests(TimeProvider time)
{
    /// <summary>How many errors are kept: some screens full. What is older stands in the log.</summary>
    public const int MostErrors = 200;

    /// <summary>How many lines wait for one watcher. A browser that does not keep up misses lines; requests never wait for it.</summary>
    private const int MostWaiting = 500;

    private readonly Lock _gate = new();
    private readonly Queue<RequestLine> _errors = new();
    private ImmutableArray<Channel<RequestLine>> _watchers = [];

    /// <summary>The traffic of the last hour.</summary>
    public TrafficBoard Traffic { get; } = new(time);

    /// <summary>The last errors that the gateway answered with itself, the newest first.</summary>
    public IReadOnlyList<RequestLine> Errors
    {
        get
        {
            lock (_gate)
            {
                return [.. _errors.Reverse()];
            }
        }
    }

    /// <summary>Counts a request that has ended.</summary>
    public void Count(RequestRecord record, int status, long bytes, TimeSpan duration)
    {
        if (record.Environment is { } environment)
        {
            Traffic.Current(environment).Add(status, record.CacheStatus, bytes, duration);
        }
    }

    /// <summary>Whether somebody wants to see the request itself.</summary>
    public bool Wants(RequestRecord record) => record.Error is not null || !_watchers.IsEmpty;

    /// <summary>Takes note of a request that has ended.</summary>
    public void Add(in RequestLine line)
    {
        if (line.Record.Error is not null)
        {
            AddError(line);
        }

        foreach (var watcher in _watchers)
        {
            watcher.Writer.TryWrite(line);
        }
    }

    /// <summary>The requests that end from now on, until the token is cancelled.</summary>
    public async IAsyncEnumerable<RequestLine> WatchAsync(
        [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var channel = Channel.CreateBounded<RequestLine>(new BoundedChannelOptions(MostWaiting)
        {
            FullMode = BoundedChannelFullMode.DropOldest,
            SingleReader = true,
        });
        ImmutableInterlocked.Update(ref _watchers, (all, one) => all.Add(one), channel);
        try
        {
            await foreach (var line in channel.Reader.ReadAllAsync(cancellationToken))
            {
                yield return line;
            }
        }
        finally
        {
            ImmutableInterlocked.Update(ref _watchers, (all, one) => all.Remove(one), channel);
        }
    }

    private void AddError(in RequestLine line)
    {
        lock (_gate)
        {
            _errors.Enqueue(line);
            if (_errors.Count > MostErrors)
            {
                _errors.Dequeue();
            }
        }
    }
}
