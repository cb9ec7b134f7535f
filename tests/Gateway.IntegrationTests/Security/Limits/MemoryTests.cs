namespace Gateway.IntegrationTests.Security.Limits;

/// <summary>Tests that look at the memory of the process: what runs beside them would be counted as theirs.</summary>
[CollectionDefinition(nameof(MemoryTests), DisableParallelization = true)]
public sealed class MemoryTests;
