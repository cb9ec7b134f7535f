using System.Collections.Concurrent;
using Gateway.Environments;

namespace Gateway.Registries.Integrity;

/// <summary>
/// What the tarballs of the packages hash to, as the last packument of each has told. It lives in memory only: after a restart, or when it
/// was full, the packuments are read again, which are in the cache.
/// </summary>
internal sealed class DigestIndex(TimeProvider time)
{
    /// <summary>
    /// How many versions are remembered in all: about 25 MB. When there are more all are forgotten, which costs each package one reading
    /// of its packument.
    /// </summary>
    private const int MostVersions = 100_000;

    private readonly ConcurrentDictionary<(string Mount, string Package), KnownDigests> _known = new();
    private int _versions;

    /// <summary>What is known of a package; null when nothing is.</summary>
    public KnownDigests? Find(MountedRepository mount, string package) => _known.GetValueOrDefault((mount.RouteId, package));

    /// <summary>A packument has come past whole.</summary>
    public void Learn(MountedRepository? mount, string? package, VersionDigests? digests)
    {
        if (mount is null || package is null || digests is null)
        {
            return;
        }

        Forget((mount.RouteId, package));
        if (Interlocked.Add(ref _versions, digests.Count) > MostVersions)
        {
            _known.Clear();
            Interlocked.Exchange(ref _versions, digests.Count);
        }

        _known[(mount.RouteId, package)] = new KnownDigests(digests, time.GetTimestamp(), IsDoubted: false);
    }

    /// <summary>An artifact was not what the packument says: the upstream is asked for that anew before it counts again.</summary>
    public void Doubt(MountedRepository mount, string package)
    {
        var key = (mount.RouteId, package);
        if (_known.TryGetValue(key, out var known))
        {
            _known.TryUpdate(key, known with { IsDoubted = true }, known);
        }
    }

    /// <summary>A package has changed, in every repository that has it.</summary>
    public void Forget(string package)
    {
        foreach (var key in _known.Keys)
        {
            if (key.Package.Equals(package, StringComparison.Ordinal))
            {
                Forget(key);
            }
        }
    }

    private void Forget((string Mount, string Package) key)
    {
        if (_known.TryRemove(key, out var known))
        {
            Interlocked.Add(ref _versions, -known.Digests.Count);
        }
    }
}

/// <summary>What a packument has told.</summary>
/// <param name="Digests">By version.</param>
/// <param name="Since">When it came past, as a timestamp of the clock.</param>
/// <param name="IsDoubted">Whether an artifact has contradicted it since.</param>
internal sealed record KnownDigests(VersionDigests Digests, long Since, bool IsDoubted);
