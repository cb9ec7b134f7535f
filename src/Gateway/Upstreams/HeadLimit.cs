namespace Gateway.Upstreams;

/// <summary>
/// Ends an attempt whose header section does not come in time, where that is sooner than the forwarder would: as long as it runs, what
/// the forwarder takes for the client's leaving also is the end of the time. It is off as soon as the header section is there.
/// </summary>
internal sealed class HeadLimit : IDisposable
{
    private readonly HttpContext _context;
    private readonly CancellationToken _client;
    private readonly CancellationTokenSource _source;
    private readonly CancellationTokenRegistration _registration;

    /// <summary>Begins to count.</summary>
    /// <param name="context">The request.</param>
    /// <param name="limit">How long; nothing when it is negative.</param>
    /// <param name="time">The clock.</param>
    public HeadLimit(HttpContext context, TimeSpan limit, TimeProvider time)
    {
        _context = context;
        _client = context.RequestAborted;
        _source = new CancellationTokenSource(limit > TimeSpan.Zero ? limit : TimeSpan.Zero, time);
        _registration = _client.UnsafeRegister(static source => ((CancellationTokenSource)source!).Cancel(), _source);
        context.RequestAborted = _source.Token;
    }

    /// <summary>Whether the time ran out while the client was still there.</summary>
    public bool HasPassed => _source.IsCancellationRequested && !_client.IsCancellationRequested;

    /// <summary>The header section is there; the body has its own limit.</summary>
    public void HeadArrived() => _source.CancelAfter(Timeout.InfiniteTimeSpan);

    /// <inheritdoc/>
    public void Dispose()
    {
        _context.RequestAborted = _client;
        _registration.Dispose();
        _source.Dispose();
    }
}
