using System.CommandLine;

namespace Gateway.Cli.Cache;

/// <summary><c>gateway cache</c>: what a running gateway has stored, and what is to be done with it.</summary>
internal static class CacheCommand
{
    /// <summary>The command with its own commands.</summary>
    public static Command Create() => new("cache", "Shows what a running gateway has stored; purges and warms it.")
    {
        CacheStatsCommand.Create(),
        CacheListCommand.Create(),
        CachePurgeCommand.Create(),
        CacheWarmCommand.Create(),
    };

    /// <summary>The option that narrows to an environment.</summary>
    public static Option<string?> EnvironmentOption() => new("--environment")
    {
        Description = "Only this environment served, such as prod.",
        HelpName = "NAME",
    };

    /// <summary>The option that narrows to a repository.</summary>
    public static Option<string?> RepositoryOption() => new("--repository")
    {
        Description = "Only this repository, such as npm.",
        HelpName = "NAME",
    };
}
