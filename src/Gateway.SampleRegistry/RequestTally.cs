using System.Collections.Concurrent;
using System.Collections.Frozen;

namespace Gateway.SampleRegistry;

/// <summary>Counts requests by method and path, so that a test or a curious user sees what reached the registry.</summary>
public sealed class RequestTally
{
    /// <summary>
    /// How many different paths are counted apart. The sample packages have some two hundred; the rest is room for mistyped
    /// ones, and an end to what a scanner can make the process remember.
    /// </summary>
    public const int MaximumPaths = 10_000;

    private readonly ConcurrentDictionary<string, int> _counts = new(StringComparer.Ordinal);
    private long _total;

    /// <summary>All requests since the start, also those whose path is no longer counted apart.</summary>
    public long Total => Interlocked.Read(ref _total);

    /// <summary>How often a path was asked for.</summary>
    /// <param name="method">The method, in capitals.</param>
    /// <param name="path">The path as it was sent, without the query.</param>
    /// <returns>The number of requests since the start; 0 for a path never asked for.</returns>
    public int CountOf(string method, string path) => _counts.GetValueOrDefault(KeyOf(method, path));

    /// <summary>The counts as they are now.</summary>
    /// <returns>The counts by <c>METHOD /path</c>.</returns>
    public IReadOnlyDictionary<string, int> Snapshot() => _counts.ToFrozenDictionary(StringComparer.Ordinal);

    internal void Add(string method, string path)
    {
        Interlocked.Increment(ref _total);
        var key = KeyOf(method, path);
        if (_counts.Count >= MaximumPaths && !_counts.ContainsKey(key))
        {
            return;
        }

        _counts.AddOrUpdate(key, 1, static (_, count) => count + 1);
    }

    private static string KeyOf(string method, string path) => method + " " + path;
}
