namespace Gateway.Benchmarks.Load;

/// <summary>How long and how hard is measured.</summary>
/// <param name="Seconds">The length of one round.</param>
/// <param name="Rounds">How many rounds each contender gets, taking turns.</param>
/// <param name="WarmUpSeconds">How long each contender is driven before the first round, so that the JIT's last tier is measured.</param>
/// <param name="Connections">How many connections are kept busy.</param>
internal sealed record LoadPlan(int Seconds, int Rounds, int WarmUpSeconds, int Connections);
