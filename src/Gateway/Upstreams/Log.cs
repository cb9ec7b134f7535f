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

    [LoggerMessage(1304, LogLevel.Debug, "Destination {Slower} of {Upstream} was slow, and {Winner} has answered in its place.")]
    public static partial void AttemptSuperseded(ILogger logger, string slower, string upstream, string winner);

    [LoggerMessage(1310, LogLevel.Warning, "Destination {Destination} of {Upstream} is left alone: {Reason}.")]
    public static partial void DestinationOpened(ILogger logger, string destination, string upstream, string? reason);

    [LoggerMessage(1311, LogLevel.Information, "Destination {Destination} of {Upstream} is asked again: {Reason}.")]
    public static partial void DestinationClosed(ILogger logger, string destination, string upstream, string? reason);

    [LoggerMessage(1313, LogLevel.Information, "{Name} has the addresses {Addresses}.")]
    public static partial void AddressesChanged(ILogger logger, string name, string addresses);

    [LoggerMessage(1314, LogLevel.Warning, "{Name} could not be looked up: {Cause}. {Count} addresses stay known.")]
    public static partial void NameNotFound(ILogger logger, string name, string cause, int count);

    [LoggerMessage(1312, LogLevel.Warning, "Upstream {Upstream} has {Most} requests under way, as many as it may; one more was refused.")]
    public static partial void UpstreamOverloaded(ILogger logger, string upstream, int most);

    [LoggerMessage(
        1340, LogLevel.Warning, "TLS files of upstream {Upstream} have changed and cannot be used; those before are still used: {Reason}")]
    public static partial void TlsFilesStale(ILogger logger, string upstream, string reason);

    [LoggerMessage(1341, LogLevel.Information, "TLS files of upstream {Upstream} have changed; new connections are made with them.")]
    public static partial void TlsFilesRead(ILogger logger, string upstream);

    [LoggerMessage(
        1342, LogLevel.Warning,
        "The credential for upstream {Upstream} has changed and cannot be used; the one before is still shown: {Reason}")]
    public static partial void SecretStale(ILogger logger, string upstream, string reason);

    [LoggerMessage(1343, LogLevel.Information, "The credential for upstream {Upstream} has changed; the new one is shown from now on.")]
    public static partial void SecretRead(ILogger logger, string upstream);

    [LoggerMessage(
        1320, LogLevel.Information,
        "An answer of {Upstream} ({Broken}) broke after {Bytes} bytes: {Error}. It goes on from {Destination}.")]
    public static partial void Resumed(ILogger logger, string upstream, string broken, long bytes, string error, string destination);

    [LoggerMessage(
        1321, LogLevel.Warning,
        "An answer of {Upstream} ({Broken}) broke after {Bytes} bytes: {Error}. {Destination} does not have its rest.")]
    public static partial void NotResumed(ILogger logger, string upstream, string broken, long bytes, string error, string destination);

    [LoggerMessage(1330, LogLevel.Debug, "A redirect of {Host} to {Other} was followed.")]
    public static partial void RedirectFollowed(ILogger logger, string host, string other);
}
