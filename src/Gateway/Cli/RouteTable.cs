using System.Globalization;
using Gateway.Configuration;
using Gateway.Environments;

namespace Gateway.Cli;

/// <summary>One line of the compiled table.</summary>
/// <param name="Environment">The environment, or <c>any</c> for a route of the user's own.</param>
/// <param name="Host">The host that chooses it.</param>
/// <param name="Path">The mount, or the pattern of a route.</param>
/// <param name="Repository">The repository, or the id of a route.</param>
/// <param name="Format">What the paths mean: the repository's format, or <c>route</c>.</param>
/// <param name="Upstreams">The clusters in the order they are asked.</param>
/// <param name="Policy">The security policy; for a route that of the request's environment.</param>
/// <param name="Cache">How answers are cached, in a few words.</param>
internal sealed record RouteRow(
    string Environment,
    string Host,
    string Path,
    string Repository,
    string Format,
    IReadOnlyList<string> Upstreams,
    string Policy,
    string Cache);

/// <summary>Environments × hosts × repositories as they were compiled, then the user's own routes.</summary>
internal static class RouteTable
{
    /// <summary>The table of a configuration without fault.</summary>
    public static IReadOnlyList<RouteRow> Of(LoadedConfiguration configuration) =>
    [
        .. EnvironmentCompiler.Compile(configuration.Options).SelectMany(RowsOf),
        .. configuration.Routes.SelectMany(route => (route.Match.Hosts ?? ["*"]).Select(host => new RouteRow(
            "any", host, route.Match.Path ?? "/{**rest}", route.RouteId, "route", [route.ClusterId ?? ""], "of the environment", "off"))),
    ];

    private static IEnumerable<RouteRow> RowsOf(GatewayEnvironment environment) =>
        from host in environment.Hosts
        from mount in environment.Mounts
        select new RouteRow(
            environment.Name,
            host.ToString(),
            mount.Options.Path,
            mount.Name,
            mount.Options.Format.ToString().ToLowerInvariant(),
            mount.Upstreams,
            environment.PolicyName,
            CacheWords(mount.Options.Cache));

    private static string CacheWords(RepositoryCacheOptions cache)
    {
        var words = new List<string> { cache.OverrideUpstream ? "own lifetimes" : "as the upstream says" };
        words.AddRange(cache.Lifetimes.OrderBy(entry => entry.Key).Select(entry =>
            string.Create(CultureInfo.InvariantCulture, $"{entry.Key} {Short(entry.Value)}")));
        Add(words, cache.StaleWhileRevalidate > TimeSpan.Zero, $"stale-while-revalidate {Short(cache.StaleWhileRevalidate)}");
        Add(words, cache.StaleIfError > TimeSpan.Zero, $"stale-if-error {Short(cache.StaleIfError)}");
        Add(words, cache.Heuristic, "heuristic");
        Add(words, cache.Authorization == SharedAuthorization.Shared, "shared authorization");
        return string.Join(", ", words);
    }

    private static void Add(List<string> words, bool isSo, string word)
    {
        if (isSo)
        {
            words.Add(word);
        }
    }

    private static string Short(TimeSpan duration) => duration switch
    {
        { Ticks: 0 } => "0s",
        { Days: > 0, Hours: 0, Minutes: 0, Seconds: 0 } => $"{duration.Days}d",
        { Seconds: 0, Minutes: 0 } => string.Create(CultureInfo.InvariantCulture, $"{(long)duration.TotalHours}h"),
        { Seconds: 0 } => string.Create(CultureInfo.InvariantCulture, $"{(long)duration.TotalMinutes}m"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{(long)duration.TotalSeconds}s"),
    };
}
