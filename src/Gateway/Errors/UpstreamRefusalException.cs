namespace Gateway.Errors;

/// <summary>An upstream has answered, and its answer is refused: the attempt failed as if there had been none.</summary>
/// <param name="code">Why.</param>
/// <param name="detail">What is wrong with it, for anybody to read.</param>
internal sealed class UpstreamRefusalException(ErrorCode code, string detail) : IOException(detail)
{
    /// <summary>Why.</summary>
    public ErrorCode Code { get; } = code;
}
