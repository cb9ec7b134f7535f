using System.Buffers;
using System.Globalization;

namespace Gateway.Configuration.Rules;

/// <summary>Each repository by itself: its mount, its upstreams, the status codes it names.</summary>
internal sealed class RepositoryRules : IConfigurationRule
{
    /// <summary>The path below which the gateway answers for itself on the data port.</summary>
    private const string ReservedPath = "/.gateway";

    private static readonly SearchValues<char> Allowed =
        SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._~@+!$,;=:/");

    /// <inheritdoc/>
    public IEnumerable<ConfigurationFault> Check(LoadedConfiguration configuration) =>
        configuration.Options.Repositories.SelectMany(entry => Check(
            ConfigurationPath.Of(GatewayOptions.Section, nameof(GatewayOptions.Repositories), entry.Key), entry.Value))
            .Concat(Methods(configuration));

    private static IEnumerable<ConfigurationFault> Methods(LoadedConfiguration configuration) =>
        from repository in configuration.Options.Repositories
        from method in repository.Value.RepeatableMethods.Index()
        where !IsMethod(method.Item)
        select new ConfigurationFault(
            string.Create(CultureInfo.InvariantCulture, $"Gateway:Repositories:{repository.Key}:RepeatableMethods:{method.Index}"),
            $"'{method.Item}' is not a method; write it as requests do, in capitals, such as PUT.");

    private static IEnumerable<ConfigurationFault> Check(string path, RepositoryOptions repository)
    {
        if (PathFault(repository.Path) is { } fault)
        {
            yield return new ConfigurationFault($"{path}:Path", fault);
        }

        if (repository.Upstreams.Count == 0)
        {
            yield return new ConfigurationFault(
                $"{path}:Upstreams", "No upstream is named; write at least one id of a cluster in ReverseProxy:Clusters.");
        }

        for (var i = 0; i < repository.FallbackOn.Count; i++)
        {
            if (StatusFault(repository.FallbackOn[i]) is { } status)
            {
                yield return new ConfigurationFault($"{path}:FallbackOn:{i}", status);
            }
        }

        foreach (var (status, lifetime) in repository.Cache.Lifetimes)
        {
            var at = string.Create(CultureInfo.InvariantCulture, $"{path}:Cache:Lifetimes:{status}");
            if (StatusFault(status) is { } statusFault)
            {
                yield return new ConfigurationFault(at, statusFault);
            }

            if (lifetime < TimeSpan.Zero)
            {
                yield return new ConfigurationFault(at, $"'{lifetime}' is negative; a lifetime is zero (validate each time) or more.");
            }
        }
    }

    // RFC 9110 §9.1: methods are case-sensitive, so one in small letters would silently match nothing.
    private static bool IsMethod(string method) => method.Length > 0 && method.All(char.IsAsciiLetterUpper);

    // RFC 9110 §15: a status code has three digits, the first of them 1 to 5.
    private static string? StatusFault(int status) =>
        status is >= 100 and <= 599 ? null : $"{status} is not an HTTP status code; it must be from 100 to 599.";

    private static string? PathFault(string path)
    {
        const string Rule = "write whole segments, such as /private-module/npm";
        if (path.Length == 0)
        {
            return "The repository has no path to be mounted at; " + Rule + ".";
        }

        if (path[0] != '/')
        {
            return $"'{path}' does not begin with a slash; {Rule}.";
        }

        if (path == "/")
        {
            return $"'/' is the whole host, which a repository cannot take; {Rule}.";
        }

        if (path.AsSpan().IndexOfAnyExcept(Allowed) is >= 0 and var index)
        {
            return $"'{path}' holds '{path[index]}', which cannot stand in a mount (neither can escapes or a query); {Rule}.";
        }

        if (path.EndsWith('/'))
        {
            return $"'{path}' ends with a slash; {Rule}.";
        }

        if (path[1..].Split('/').Any(segment => segment is "" or "." or ".."))
        {
            return $"'{path}' has an empty segment or one of dots only, which clients take out of a path; {Rule}.";
        }

        return path == ReservedPath || path.StartsWith(ReservedPath + "/", StringComparison.Ordinal)
            ? $"'{path}' lies at {ReservedPath}, which the gateway keeps for its own answers; choose another path."
            : null;
    }
}
