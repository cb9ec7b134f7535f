using System.Net;

namespace Gateway.Caching;

/// <summary>Lines of this feature: ids 1400 to 1499.</summary>
internal static partial class Log
{
    [LoggerMessage(1400, LogLevel.Debug, "Cache: {Status} for {Target}: {Reason}.")]
    public static partial void Decided(ILogger logger, string status, string target, string reason);

    [LoggerMessage(1409, LogLevel.Debug, "Cache: {Status} for {Target}: its entry is fresh.")]
    public static partial void Fresh(ILogger logger, string status, string target);

    [LoggerMessage(1401, LogLevel.Debug, "Not stored: {Target}: {Reason}.")]
    public static partial void NotStored(ILogger logger, string target, string reason);

    [LoggerMessage(
        1402, LogLevel.Debug, "The entry of {Target} was fetched but not kept: no room, a purge meanwhile, or a length that differs.")]
    public static partial void NotCommitted(ILogger logger, string target);

    [LoggerMessage(1403, LogLevel.Warning, "The fetch of {Target} broke: {Cause}.")]
    public static partial void FetchBroken(ILogger logger, string target, string cause);

    [LoggerMessage(1408, LogLevel.Debug, "The fetch of {Target} was given up: its answer was for a client that has left.")]
    public static partial void FetchUnwanted(ILogger logger, string target);

    [LoggerMessage(1404, LogLevel.Warning, "The {Tier} tier of the cache takes no entries ({Fault}: {Detail}); requests go on without it.")]
    public static partial void StoreFaulted(ILogger logger, string tier, string fault, string detail);

    [LoggerMessage(1405, LogLevel.Information, "The {Tier} tier of the cache takes entries again.")]
    public static partial void StoreRecovered(ILogger logger, string tier);

    [LoggerMessage(1406, LogLevel.Warning, "A damaged entry of the {Tier} tier was removed ({Damage}): {Entry}.")]
    public static partial void EntryDiscarded(ILogger logger, string tier, string damage, string entry);

    [LoggerMessage(
        1407, LogLevel.Information, "The {Tier} tier of the cache holds {Entries} entries ({Bytes} bytes), read in {Milliseconds} ms.")]
    public static partial void StoreScanned(ILogger logger, string tier, long entries, long bytes, long milliseconds);

    [LoggerMessage(
        1420, LogLevel.Information, "{Identity} ({Role}) at {Address} purged {Selection} on the data port: {Count} entries.")]
    public static partial void Purged(ILogger logger, string identity, string role, IPAddress address, string selection, long count);

    [LoggerMessage(
        1430, LogLevel.Warning, "The tarball of {Package} {Version} in {Repository} is not the one that the client expects: {Reason}")]
    public static partial void TarballUnexpected(ILogger logger, string? package, string? version, string repository, string reason);

    [LoggerMessage(
        1431,
        LogLevel.Information,
        "The stored tarball of {Package} {Version} in {Repository} is given up: the registry has another now.")]
    public static partial void TarballOutdated(ILogger logger, string? package, string? version, string repository);
}
