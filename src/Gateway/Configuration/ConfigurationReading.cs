using System.Collections.Immutable;

namespace Gateway.Configuration;

/// <summary>What reading the configuration came to. Closed: <see cref="Valid"/> or <see cref="Faulty"/>.</summary>
internal abstract record ConfigurationReading
{
    private ConfigurationReading()
    {
    }

    /// <summary>The gateway can run with it.</summary>
    /// <param name="Configuration">The configuration.</param>
    /// <param name="Warnings">What works but is probably not meant, or will soon not work.</param>
    public sealed record Valid(LoadedConfiguration Configuration, ImmutableArray<ConfigurationFault> Warnings) : ConfigurationReading;

    /// <summary>The gateway cannot run with it.</summary>
    /// <param name="Faults">Every fault at once, by path; at least one.</param>
    public sealed record Faulty(ImmutableArray<ConfigurationFault> Faults) : ConfigurationReading;
}
