namespace Gateway.Telemetry.Recent;

/// <summary>A request that has ended, as the dashboard shows it. Names and targets are a client's text.</summary>
/// <param name="Time">When it ended.</param>
/// <param name="Method">The method.</param>
/// <param name="Target">The target without its query.</param>
/// <param name="Status">The status code of the answer.</param>
/// <param name="Record">What the stages found out.</param>
/// <param name="Bytes">Bytes of the body.</param>
/// <param name="Duration">How long it took.</param>
/// <param name="TraceId">Its trace.</param>
internal readonly record struct RequestLine(
    DateTimeOffset Time, string Method, string Target, int Status, RequestRecord Record, long Bytes, TimeSpan Duration, string TraceId);
