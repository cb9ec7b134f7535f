namespace Gateway.Configuration;

/// <summary>What the configuration logs; ids 1700 to 1799.</summary>
internal static partial class Log
{
    [LoggerMessage(1700, LogLevel.Warning,
        "A folder of the configuration files cannot be watched; changes are found by a check every 30 seconds.")]
    public static partial void FolderNotWatched(ILogger logger, Exception exception);

    [LoggerMessage(1701, LogLevel.Error, "A changed configuration could not be put in force; the running one stays.")]
    public static partial void ReloadFailed(ILogger logger, Exception exception);
}
