using Gateway.Certificates;
using Gateway.Environments;

namespace Gateway.Upstreams;

/// <summary>Looks every second whether the file of a credential has changed, and has it read again: a rotation takes no restart.</summary>
internal sealed class SecretReloads(GatewayState state, TimeProvider time, ILoggerFactory loggers) : BackgroundService
{
    private readonly ILogger _logger = loggers.CreateLogger("Gateway.Upstreams");
    private readonly FileContents _contents = new();

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(FileContents.Interval, time);
        do
        {
            Look();
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    private void Look()
    {
        if (!state.IsReady)
        {
            return;
        }

        foreach (var secret in state.Current.Snapshot.Part<UpstreamSecrets>().All)
        {
            if (!_contents.HaveChanged(secret, secret.Files, out var isFirst))
            {
                continue;
            }

            secret.Reload();
            if (secret.Fault is { } fault)
            {
                Log.SecretStale(_logger, secret.Upstream, fault);
            }
            else if (!isFirst)
            {
                Log.SecretRead(_logger, secret.Upstream);
            }
        }
    }
}
