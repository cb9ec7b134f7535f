namespace Gateway.Environments;

/// <summary>Lines of this feature: ids 1200 to 1299.</summary>
internal static partial class Log
{
    [LoggerMessage(1200, LogLevel.Information,
        "Serving {Environments} environments and {Mounts} mounted repositories from configuration revision {Revision}.")]
    public static partial void Serving(ILogger logger, int environments, int mounts, string revision);

    [LoggerMessage(1201, LogLevel.Error, "The new configuration is faulty and changes nothing; the running one stays in force. {Faults}")]
    public static partial void ReloadRefused(ILogger logger, string faults);

    [LoggerMessage(1202, LogLevel.Error, "The new configuration could not be put in force; the running one stays.")]
    public static partial void ReloadFailed(ILogger logger, Exception exception);

    [LoggerMessage(1203, LogLevel.Warning, "{Path}: {Message}")]
    public static partial void ConfigurationWarning(ILogger logger, string path, string message);
}
