namespace Gateway.Benchmarks;

/// <summary>The measurement cannot be made or would mean nothing. The text is for the person who asked for it.</summary>
/// <param name="message">What is wrong and what to do.</param>
internal sealed class BenchmarkException(string message) : Exception(message);
