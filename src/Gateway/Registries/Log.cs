using Gateway.Registries.Documents;

namespace Gateway.Registries;

/// <summary>Lines of this feature: ids 1500 to 1599.</summary>
internal static partial class Log
{
    [LoggerMessage(1500, LogLevel.Warning, "The {Kind} document of {Package} from {Upstream} was refused: {Fault}.")]
    public static partial void DocumentRefused(ILogger logger, RequestKind kind, string? package, string? upstream, DocumentFault fault);
}
