using System.Collections.Concurrent;
using System.Collections.Frozen;
using System.Globalization;

namespace Gateway.Environments;

/// <summary>
/// Chooses by Host. A dictionary each for names and suffixes, so that 200 environments cost a request what three do;
/// the proxy's own host routes would be compared one by one when its matcher is built (docs/decisions/0003).
/// The most specific pattern wins: an exact name before a suffix, a longer suffix before a shorter, one with a port before one without.
/// </summary>
/// <typeparam name="T">What a host stands for.</typeparam>
internal sealed class HostTable<T>
    where T : class
{
    private readonly FrozenDictionary<string, T>.AlternateLookup<ReadOnlySpan<char>> _names;
    private readonly FrozenDictionary<string, T>.AlternateLookup<ReadOnlySpan<char>> _suffixes;
    private readonly bool _hasSuffixes;

    /// <summary>How many authorities are remembered as sent: far more than a gateway has, and no more than 200 KB of them.</summary>
    private const int MostKnown = 1024;

    // Only authorities that stand for something: what strangers send must not push out what clients use.
    private readonly ConcurrentDictionary<(string Authority, int Port), T> _known = new();

    /// <summary>Compiles the table. Of two equal patterns the first counts; the rules have refused such a configuration before.</summary>
    public HostTable(IEnumerable<(HostPattern Pattern, T Value)> entries)
    {
        var names = new Dictionary<string, T>(StringComparer.OrdinalIgnoreCase);
        var suffixes = new Dictionary<string, T>(StringComparer.OrdinalIgnoreCase);
        foreach (var (pattern, value) in entries)
        {
            (pattern.IsSuffix ? suffixes : names).TryAdd(pattern.Port is null ? pattern.Name : $"{pattern.Name}:{pattern.Port}", value);
        }

        _names = names.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase).GetAlternateLookup<ReadOnlySpan<char>>();
        _suffixes = suffixes.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase).GetAlternateLookup<ReadOnlySpan<char>>();
        _hasSuffixes = suffixes.Count > 0;
    }

    /// <summary>What that Host stands for, or null.</summary>
    /// <param name="authority">The Host field or <c>:authority</c>, as received.</param>
    /// <param name="defaultPort">The scheme's port, which a Host without one means.</param>
    public T? Find(string authority, int defaultPort)
    {
        // Clients send the same few authorities over and over.
        if (_known.TryGetValue((authority, defaultPort), out var known))
        {
            return known;
        }

        var found = Search(authority, defaultPort);
        if (found is not null && _known.Count < MostKnown)
        {
            _known.TryAdd((authority, defaultPort), found);
        }

        return found;
    }

    private T? Search(string authority, int defaultPort)
    {
        if (!HostName.TrySplitPort(authority, out var host, out var port) || HostName.Normalise(host) is not { } name)
        {
            return null;
        }

        Span<char> withPort = stackalloc char[name.Length + 6];
        withPort.TryWrite(CultureInfo.InvariantCulture, $"{name}:{port ?? defaultPort}", out var length);
        withPort = withPort[..length];
        if (_names.TryGetValue(withPort, out var found) || _names.TryGetValue(name, out found))
        {
            return found;
        }

        return _hasSuffixes ? FindSuffix(name, withPort) : null;
    }

    private T? FindSuffix(ReadOnlySpan<char> name, ReadOnlySpan<char> withPort)
    {
        for (var dot = name.IndexOf('.'); dot >= 0;)
        {
            if (_suffixes.TryGetValue(withPort[(dot + 1)..], out var found) || _suffixes.TryGetValue(name[(dot + 1)..], out found))
            {
                return found;
            }

            var next = name[(dot + 1)..].IndexOf('.');
            dot = next < 0 ? -1 : dot + 1 + next;
        }

        return null;
    }
}
