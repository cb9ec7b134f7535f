namespace Gateway.Upstreams;

/// <summary>
/// Ends an attempt whose header section does not come in time, where that is sooner than the forwarder would: as long as it runs, what
/// the forwarder takes for the client's leaving also is the end of the time. It is off as soon as the header section is there, and stands
/// still while the rest of the request is awaited from the client: a slow upload is no slow upstream.
/// </summary>
internal sealed class HeadLimit : IDisposable
{
    private readonly HttpContext _context;
    private readonly TimeSpan _limit;
    private readonly Lock _gate = new();
    private readonly CancellationToken _client;
    private readonly CancellationTokenSource _source;
    private readonly CancellationTokenRegistration _registration;
    private bool _isOff;

    /// <summary>Begins to count.</summary>
    /// <param name="context">The request.</param>
    /// <param name="limit">How long; nothing when it is negative.</param>
    /// <param name="time">The clock.</param>
    public HeadLimit(HttpContext context, TimeSpan limit, TimeProvider time)
    {
        _context = context;
        _limit = limit > TimeSpan.Zero ? limit : TimeSpan.Zero;
        _client = context.RequestAborted;
        _source = new CancellationTokenSource(_limit, time);
        _registration = _client.UnsafeRegister(static source => ((CancellationTokenSource)source!).Cancel(), _source);
        context.RequestAborted = _source.Token;
    }

    /// <summary>Whether the time ran out while the client was still there.</summary>
    public bool HasPassed => _source.IsCancellationRequested && !_client.IsCancellationRequested;

    /// <summary>The header section is there; the body has its own limit.</summary>
    public void HeadArrived()
    {
        lock (_gate)
        {
            _isOff = true;
            _source.CancelAfter(Timeout.InfiniteTimeSpan);
        }
    }

    /// <summary>It is the client that is waited for.</summary>
    public void Stop() => Count(Timeout.InfiniteTimeSpan);

    /// <summary>The client has sent something, or all: the upstream's time begins anew.</summary>
    public void Restart() => Count(_limit);

    /// <inheritdoc/>
    public void Dispose()
    {
        lock (_gate)
        {
            // The forwarder may still read the client's body for an attempt that is over.
            _isOff = true;
        }

        _context.RequestAborted = _client;
        _registration.Dispose();
        _source.Dispose();
    }

    private void Count(TimeSpan limit)
    {
        lock (_gate)
        {
            if (!_isOff)
            {
                _source.CancelAfter(limit);
            }
        }
    }
}
