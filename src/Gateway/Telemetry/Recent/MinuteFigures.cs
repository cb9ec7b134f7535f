namespace Gateway.Telemetry.Recent;

/// <summary>What happened in one environment in one minute. Added to from many threads; read while it grows.</summary>
/// <param name="minute">Which minute: minutes since 1970.</param>
internal sealed class MinuteFigures(long minute)
{
    /// <summary>Upper bounds of the counts by duration, in milliseconds; the last count is of what lies above all.</summary>
    public static readonly double[] Bounds =
        [0.25, 0.5, 1, 2.5, 5, 10, 25, 50, 100, 250, 500, 1000, 2500, 5000, 10_000, 30_000, 60_000];

    private readonly int[] _durations = new int[Bounds.Length + 1];
    private int _requests;
    private int _errors;
    private int _looked;
    private int _hits;
    private long _bytes;

    /// <summary>Which minute: minutes since 1970.</summary>
    public long Minute => minute;

    /// <summary>How many requests.</summary>
    public int Requests => Volatile.Read(ref _requests);

    /// <summary>How many of them ended with a 5xx.</summary>
    public int Errors => Volatile.Read(ref _errors);

    /// <summary>How many the cache was asked for.</summary>
    public int Looked => Volatile.Read(ref _looked);

    /// <summary>How many of those were answered with a stored body.</summary>
    public int Hits => Volatile.Read(ref _hits);

    /// <summary>How many bytes of bodies were sent.</summary>
    public long Bytes => Interlocked.Read(ref _bytes);

    /// <summary>How many requests took how long.</summary>
    public IReadOnlyList<int> Durations => _durations;

    /// <summary>Counts a request.</summary>
    public void Add(int status, string? cacheStatus, long bytes, TimeSpan duration)
    {
        Interlocked.Increment(ref _requests);
        Interlocked.Add(ref _bytes, bytes);
        if (status >= StatusCodes.Status500InternalServerError)
        {
            Interlocked.Increment(ref _errors);
        }

        if (cacheStatus is not null)
        {
            Interlocked.Increment(ref _looked);
            if (cacheStatus is "HIT" or "STALE" or "UPDATING" or "REVALIDATED")
            {
                Interlocked.Increment(ref _hits);
            }
        }

        var place = Array.BinarySearch(Bounds, duration.TotalMilliseconds);
        Interlocked.Increment(ref _durations[place < 0 ? ~place : place]);
    }
}
