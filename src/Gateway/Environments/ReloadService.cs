using Gateway.Configuration;
using Gateway.Configuration.Sources;
using Gateway.Telemetry;

namespace Gateway.Environments;

/// <summary>Puts a changed configuration in force while the gateway serves, or says why it does not.</summary>
internal sealed class ReloadService(
    ConfigurationSources sources, ConfigurationReader reader, GatewayState state, GatewayMetrics metrics, TimeProvider time,
    ILoggerFactory loggers) : IHostedService, IDisposable
{
    private readonly ConfigurationReloads _reloads =
        new(sources, reader, time, loggers.CreateLogger<ConfigurationReloads>());

    private readonly ILogger _logger = loggers.CreateLogger("Gateway.Environments");

    /// <inheritdoc/>
    public Task StartAsync(CancellationToken cancellationToken)
    {
        var snapshot = state.Current.Snapshot;
        Log.Serving(_logger, snapshot.Environments.Length, snapshot.Mounts.Length, snapshot.Revision);
        _reloads.Start(Receive);
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task StopAsync(CancellationToken cancellationToken)
    {
        _reloads.Dispose();
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public void Dispose() => _reloads.Dispose();

    private async Task Receive(ConfigurationReading reading)
    {
        switch (reading)
        {
            case ConfigurationReading.Valid valid:
                await Replace(valid);
                break;
            case ConfigurationReading.Faulty faulty:
                metrics.LastReloadSuccessful = false;
                Log.ReloadRefused(_logger, string.Join(" | ", faulty.Faults));
                break;
        }
    }

    private async Task Replace(ConfigurationReading.Valid valid)
    {
        try
        {
            await state.ReplaceAsync(valid.Configuration);
        }
        catch (Exception exception)
        {
            // YARP refused what the rules let pass: the old configuration is still in force.
            metrics.LastReloadSuccessful = false;
            Log.ReloadFailed(_logger, exception);
            return;
        }

        metrics.LastReloadSuccessful = true;
        var snapshot = state.Current.Snapshot;
        Log.Serving(_logger, snapshot.Environments.Length, snapshot.Mounts.Length, snapshot.Revision);
        foreach (var warning in valid.Warnings)
        {
            Log.ConfigurationWarning(_logger, warning.Path, warning.Message);
        }
    }
}
