using Gateway.Registries.Documents;

namespace Gateway.Registries;

/// <summary>Lines of this feature: ids 1800 to 1899.</summary>
internal static partial class Log
{
    [LoggerMessage(1800, LogLevel.Warning, "The {Kind} document of {Package} from {Upstream} was refused: {Fault}.")]
    public static partial void DocumentRefused(ILogger logger, RequestKind kind, string? package, string? upstream, DocumentFault fault);
}
