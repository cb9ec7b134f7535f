using System.Net;
using Gateway.HttpCache.Storage;

namespace Gateway.Admin;

/// <summary>Lines of this feature: ids 1600 to 1699.</summary>
internal static partial class Log
{
    [LoggerMessage(1600, LogLevel.Information, "The admin listener is at {Address}.")]
    public static partial void Listening(ILogger logger, Uri address);

    [LoggerMessage(1610, LogLevel.Information, "{Caller} at {Client} purged {Selection} ({Mode}): {Count} entries.")]
    public static partial void Purged(
        ILogger logger, string caller, IPAddress? client, string selection, PurgeMode mode, long count);

    [LoggerMessage(1611, LogLevel.Information, "{Caller} at {Client} warmed {Warmed} of {Count} URLs.")]
    public static partial void Warmed(ILogger logger, string caller, IPAddress? client, int count, int warmed);

    [LoggerMessage(1612, LogLevel.Information, "{Caller} at {Client} changed the log level of {Environment} from {Before} to {After}.")]
    public static partial void LevelChanged(
        ILogger logger, string caller, IPAddress? client, string environment, LogLevel before, LogLevel after);

    [LoggerMessage(
        1620, LogLevel.Information, "{Caller} at {Client} drains the gateway: it is not ready any more and answers what still comes.")]
    public static partial void Drained(ILogger logger, string caller, IPAddress? client);

    [LoggerMessage(1630, LogLevel.Warning, "Refused with {Code} at the admin listener: {Method} {Path} from {Client}.")]
    public static partial void OperatorRefused(ILogger logger, string code, string method, string path, IPAddress? client);
}
