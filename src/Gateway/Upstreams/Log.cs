namespace Gateway.Upstreams;

/// <summary>Lines of this feature: ids 1300 to 1399.</summary>
internal static partial class Log
{
    [LoggerMessage(1300, LogLevel.Warning, "Attempt {Attempt} at {Upstream} ({Destination}) failed: {Error}: {Cause}. Then: {Verdict}.")]
    public static partial void AttemptFailed(
        ILogger logger, int attempt, string upstream, string destination, string error, string? cause, AttemptVerdict verdict);

    [LoggerMessage(1302, LogLevel.Information, "The sample registry listens on {Address}; it is an upstream for trying the gateway.")]
    public static partial void SampleRegistry(ILogger logger, Uri address);

    [LoggerMessage(1303, LogLevel.Information, "A private name ({Channel} of repository {Repository}) was withheld from {Upstreams}.")]
    public static partial void NameWithheld(ILogger logger, string channel, string repository, string upstreams);

    [LoggerMessage(1301, LogLevel.Information, "Attempt {Attempt} at {Upstream} ({Destination}) answered {Status}. Then: {Verdict}.")]
    public static partial void AttemptAnswered(
        ILogger logger, int attempt, string upstream, string destination, int? status, AttemptVerdict verdict);
}
