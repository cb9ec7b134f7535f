namespace Gateway.Errors;

/// <summary>Lines of this feature: ids 1100 to 1199.</summary>
internal static partial class Log
{
    [LoggerMessage(1100, LogLevel.Debug, "Answered with {Code}: {Detail} {Explanation}")]
    public static partial void Answered(ILogger logger, string code, string detail, string? explanation);

    [LoggerMessage(1101, LogLevel.Error, "The gateway failed on a request; this is a defect.")]
    public static partial void Failed(ILogger logger, Exception exception);
}
