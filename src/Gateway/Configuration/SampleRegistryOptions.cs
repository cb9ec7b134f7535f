namespace Gateway.Configuration;

/// <summary>The small registry that gives the Development profile an upstream.</summary>
internal sealed class SampleRegistryOptions
{
    /// <summary>Where it listens: an http URL of a loopback address; null leaves it off.</summary>
    public string? Url { get; set; }
}
