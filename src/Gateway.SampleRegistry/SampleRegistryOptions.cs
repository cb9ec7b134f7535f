namespace Gateway.SampleRegistry;

/// <summary>How a <see cref="SampleRegistryHost"/> is started.</summary>
public sealed class SampleRegistryOptions
{
    /// <summary>
    /// Where to listen: an <c>http</c> URL of a loopback address, without a path. Port 0 takes a free port,
    /// which <see cref="SampleRegistryHost.Address"/> then names.
    /// </summary>
    public string Url { get; set; } = "http://127.0.0.1:0";
}
