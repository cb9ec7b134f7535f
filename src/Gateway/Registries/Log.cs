using Gateway.Registries.Documents;

namespace Gateway.Registries;

/// <summary>Lines of this feature: ids 1500 to 1599.</summary>
internal static partial class Log
{
    [LoggerMessage(1501, LogLevel.Warning, "Refused: {Package} ({Channel}) is private in {Repository}, and nobody may be asked for it.")]
    public static partial void PrivateNameRefused(ILogger logger, string? package, string channel, string repository);

    [LoggerMessage(
        1502, LogLevel.Information, "{Count} private names of {Repository} were taken out of an audit before it went to {Upstream}.")]
    public static partial void AuditScreened(ILogger logger, int count, string repository, string upstream);

    [LoggerMessage(1500, LogLevel.Warning, "The {Kind} document of {Package} from {Upstream} was refused: {Fault}.")]
    public static partial void DocumentRefused(ILogger logger, RequestKind kind, string? package, string? upstream, DocumentFault fault);

    [LoggerMessage(1503, LogLevel.Warning, "The tarball of {Package} {Version} from {Upstream} was refused: {Reason}")]
    public static partial void TarballRefused(ILogger logger, string? package, string? version, string? upstream, string reason);
}
