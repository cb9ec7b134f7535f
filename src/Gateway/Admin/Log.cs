using System.Net;
using Gateway.HttpCache.Storage;

namespace Gateway.Admin;

/// <summary>Lines of this feature: ids 1600 to 1699.</summary>
internal static partial class Log
{
    [LoggerMessage(1600, LogLevel.Information, "The admin listener is at {Address}.")]
    public static partial void Listening(ILogger logger, Uri address);

    [LoggerMessage(1610, LogLevel.Information, "{Client} purged {Selection} ({Mode}): {Count} entries.")]
    public static partial void Purged(ILogger logger, IPAddress? client, string selection, PurgeMode mode, long count);

    [LoggerMessage(1611, LogLevel.Information, "{Client} warmed {Warmed} of {Count} URLs.")]
    public static partial void Warmed(ILogger logger, IPAddress? client, int count, int warmed);
}
