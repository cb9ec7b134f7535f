namespace Gateway.Benchmarks.Load;

/// <summary>What one run of the load generator found.</summary>
/// <param name="Requests">How many requests were answered.</param>
/// <param name="RequestsPerSecond">Answered requests in a second.</param>
/// <param name="Median">The latency that half of the requests stayed below.</param>
/// <param name="P99">The latency that 99 of 100 requests stayed below.</param>
/// <param name="SocketErrors">Connections that failed, broke or timed out.</param>
/// <param name="FailedAnswers">Answers with a status that is neither 2xx nor 3xx.</param>
internal sealed record LoadSample(
    long Requests, double RequestsPerSecond, TimeSpan Median, TimeSpan P99, long SocketErrors, long FailedAnswers)
{
    /// <summary>The processor time that the server spent on one request.</summary>
    public TimeSpan ProcessorTime { get; init; }

    /// <summary>Whether every request was answered well: only such a run says anything about speed.</summary>
    public bool IsClean => SocketErrors == 0 && FailedAnswers == 0;
}
