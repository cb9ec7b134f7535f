using Gateway.Configuration;

namespace Gateway.Cli;

/// <summary>Faults of the configuration as people read them: one to a line, its path first.</summary>
internal static class FaultReport
{
    /// <summary>Writes every fault, and what follows from them.</summary>
    /// <param name="output">Where to.</param>
    /// <param name="faults">The faults; at least one.</param>
    public static void Write(TextWriter output, IReadOnlyCollection<ConfigurationFault> faults)
    {
        foreach (var fault in faults)
        {
            output.WriteLine(fault);
        }

        output.WriteLine(faults.Count == 1
            ? "1 fault; the gateway does not start with this configuration."
            : $"{faults.Count} faults; the gateway does not start with this configuration.");
    }
}
