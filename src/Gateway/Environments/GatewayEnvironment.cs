using System.Collections.Immutable;
using Gateway.Configuration;
using Gateway.Telemetry;
using Gateway.Telemetry.Traces;

namespace Gateway.Environments;

/// <summary>One environment, compiled.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Hosts">The hosts that choose it.</param>
/// <param name="LogLevel">The level of its requests' lines.</param>
/// <param name="PolicyName">The name of its security policy.</param>
/// <param name="Policy">Its security policy, nothing left open.</param>
internal sealed record GatewayEnvironment(
    string Name,
    ImmutableArray<HostPattern> Hosts,
    RequestLogLevel.LevelSource LogLevel,
    string PolicyName,
    SecurityPolicyOptions Policy)
{
    /// <summary>What is mounted in it, the longest path first.</summary>
    public required ImmutableArray<MountedRepository> Mounts { get; init; }

    /// <summary>
    /// The npm repository whose tarballs are served from the host's root, too: <c>npm ci</c> with <c>omit-lockfile-registry-resolved</c>
    /// forgets the mount path. The only one of the environment; null when there is none, or several could be meant.
    /// </summary>
    public MountedRepository? AtRoot { get; init; }

    /// <summary>Whether it matters who asks. Where it does not, no stage spends anything on it.</summary>
    public bool DemandsIdentity { get; } = Policy.DemandsIdentity;

    /// <summary>Whether requests are bounded in number, time or header fields.</summary>
    public bool HasLimits { get; } = Policy.HasLimits;

    /// <summary>Which of its traces are kept.</summary>
    public required TraceRatio TraceSampling { get; init; }

    /// <summary>Finds the repository that a path lies in, and where the rest of the path begins.</summary>
    /// <param name="method">The method of the request.</param>
    /// <param name="path">The path as sent.</param>
    /// <param name="restIndex">Where the rest begins in it.</param>
    public MountedRepository? FindMount(string method, ReadOnlySpan<char> path, out int restIndex)
    {
        foreach (var mount in Mounts)
        {
            if (MountPath.TryMatch(path, mount.Options.Path, out restIndex))
            {
                return mount;
            }
        }

        restIndex = 0;
        return (HttpMethods.IsGet(method) || HttpMethods.IsHead(method)) && IsTarball(path) ? AtRoot : null;
    }

    /// <summary>Whether a path has the form <c>/NAME/-/FILE.tgz</c>, whatever the spelling of the name.</summary>
    private static bool IsTarball(ReadOnlySpan<char> path) =>
        path.EndsWith(".tgz", StringComparison.Ordinal) && path.IndexOf("/-/", StringComparison.Ordinal) > 0;
}
