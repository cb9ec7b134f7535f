using Gateway.Certificates;
using Gateway.Environments;

namespace Gateway.Upstreams;

/// <summary>Has the credentials for upstreams read again when their files change.</summary>
internal sealed class SecretReloads(GatewayState state, TimeProvider time, ILoggerFactory loggers) : FileReloads(time)
{
    private readonly ILogger _logger = loggers.CreateLogger("Gateway.Upstreams");

    /// <inheritdoc/>
    protected override void Look()
    {
        foreach (var secret in state.IsReady ? state.Current.Snapshot.Part<UpstreamSecrets>().All : [])
        {
            Follow(
                secret,
                fault => Log.SecretStale(_logger, secret.Upstream, fault),
                () => Log.SecretRead(_logger, secret.Upstream));
        }
    }
}
