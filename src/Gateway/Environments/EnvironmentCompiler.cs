using System.Collections.Immutable;
using Gateway.Configuration;
using Gateway.Telemetry;
using Gateway.Telemetry.Traces;

namespace Gateway.Environments;

/// <summary>Environments × repositories.</summary>
internal static class EnvironmentCompiler
{
    /// <summary>Compiles the environments of a configuration that has passed every rule.</summary>
    public static ImmutableArray<GatewayEnvironment> Compile(GatewayOptions options)
    {
        var index = 0;
        return [.. options.Environments.Select(entry => CompileOne(entry.Key, entry.Value, options, ref index))];
    }

    /// <summary>Whether a repository is mounted in an environment: in every one, unless it lists some.</summary>
    public static bool IsMounted(RepositoryOptions repository, string environment) =>
        repository.Environments.Count == 0 || repository.Environments.Contains(environment, StringComparer.OrdinalIgnoreCase);

    private static GatewayEnvironment CompileOne(string name, EnvironmentOptions environment, GatewayOptions options, ref int index)
    {
        var mounts = ImmutableArray.CreateBuilder<MountedRepository>();
        foreach (var (repositoryName, repository) in options.Repositories)
        {
            if (IsMounted(repository, name))
            {
                ImmutableArray<string> upstreams = [.. repository.Upstreams.Select(id => MountedRepository.UpstreamId(id, name))];
                mounts.Add(new MountedRepository(index++, name, repositoryName, repository, upstreams));
            }
        }

        mounts.Sort((left, right) => right.Options.Path.Length.CompareTo(left.Options.Path.Length));
        return new GatewayEnvironment(
            name,
            [.. environment.Hosts.Select(HostPatternOf)],
            new RequestLogLevel.LevelSource(environment.LogLevel),
            environment.SecurityPolicy,
            BuiltInPolicies.Resolve(environment.SecurityPolicy, options.SecurityPolicies))
        {
            Mounts = mounts.ToImmutable(),
            AtRoot = mounts.Count(IsNpm) == 1 ? mounts.Single(IsNpm) : null,
            TraceSampling = new TraceRatio(environment.TraceSampling ?? options.Telemetry.TraceSampling),
        };
    }

    private static bool IsNpm(MountedRepository mount) => mount.Options.Format == RepositoryFormat.Npm;

    private static HostPattern HostPatternOf(string text) =>
        HostPattern.TryParse(text, out var pattern, out var fault) ? pattern! : throw new InvalidOperationException(fault);
}
