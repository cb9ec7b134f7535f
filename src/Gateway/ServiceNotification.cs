using Gateway.Telemetry;

namespace Gateway;

/// <summary>Tells the service manager when the gateway serves, when it stops, and meanwhile that it is alive.</summary>
internal sealed class ServiceNotification(ServiceManager manager, IHostApplicationLifetime lifetime, TimeProvider time)
    : BackgroundService, IHostedLifecycleService
{
    /// <inheritdoc/>
    public Task StartingAsync(CancellationToken cancellationToken)
    {
        lifetime.ApplicationStopping.Register(() => manager.Tell("STOPPING=1"));
        return Task.CompletedTask;
    }

    /// <summary>All services have started, the listeners among them: the manager lets units that wait for this one begin.</summary>
    public Task StartedAsync(CancellationToken cancellationToken)
    {
        manager.Tell($"READY=1\nSTATUS=Gateway {ProductVersion.Text} serves.");
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>
    /// A sign of life at half of the limit, as sd_watchdog_enabled(3) advises. It comes from the thread pool on purpose:
    /// a process whose pool is exhausted answers nobody, and is better started anew.
    /// </summary>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (manager.WatchdogLimit is not { } limit)
        {
            return;
        }

        using var timer = new PeriodicTimer(limit / 2, time);
        try
        {
            do
            {
                manager.Tell("WATCHDOG=1");
            }
            while (await timer.WaitForNextTickAsync(stoppingToken));
        }
        catch (OperationCanceledException)
        {
            // The manager has been told that the gateway stops.
        }
    }
}
