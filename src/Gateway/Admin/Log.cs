namespace Gateway.Admin;

/// <summary>Lines of this feature: ids 1600 to 1699.</summary>
internal static partial class Log
{
    [LoggerMessage(1600, LogLevel.Information, "The admin listener is at {Address}.")]
    public static partial void Listening(ILogger logger, Uri address);
}
