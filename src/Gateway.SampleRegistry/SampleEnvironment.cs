namespace Gateway.SampleRegistry;

/// <summary>
/// The environments served, from the most to the least cautious. A release reaches dev first, then test, then prod,
/// so an environment sees every release that reached it or a more cautious one.
/// </summary>
internal enum SampleEnvironment
{
    Prod,
    Test,
    Dev,
}
