using Gateway.SampleRegistry;

namespace Gateway.Upstreams;

/// <summary>Runs the sample registry beside the gateway, where the configuration asks for it. An upstream like any other.</summary>
internal sealed class SampleUpstream(string url, ILoggerFactory loggers) : IHostedService
{
    private SampleRegistryHost? _registry;

    /// <inheritdoc/>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        _registry = await SampleRegistryHost.StartAsync(new SampleRegistryOptions { Url = url }, loggers, cancellationToken);
        Log.SampleRegistry(loggers.CreateLogger("Gateway.Upstreams"), _registry.Address);
    }

    /// <inheritdoc/>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        if (_registry is not null)
        {
            await _registry.DisposeAsync();
        }
    }
}
