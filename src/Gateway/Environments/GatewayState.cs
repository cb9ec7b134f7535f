using System.Collections.Immutable;
using Gateway.Configuration;
using Yarp.ReverseProxy.Configuration;

namespace Gateway.Environments;

/// <summary>The snapshot in force, and its replacement as a whole: no request sees half of a reload.</summary>
internal sealed class GatewayState(
    ProxyConfigProvider provider, IEnumerable<ISnapshotPart> parts, TimeProvider time) : IConfigChangeListener
{
    private readonly ImmutableArray<ISnapshotPart> _parts = [.. parts];
    private readonly Lock _gate = new();
    private ProxyRoutes? _routes;
    private Pending? _pending;
    private PublishedSnapshot? _current;
    private int _revision;

    /// <summary>The snapshot in force.</summary>
    /// <exception cref="InvalidOperationException">Nothing is in force yet.</exception>
    public PublishedSnapshot Current => Volatile.Read(ref _current)
        ?? throw new InvalidOperationException("No configuration is in force yet.");

    /// <summary>Whether a configuration is in force.</summary>
    public bool IsReady => Volatile.Read(ref _current) is not null;

    /// <summary>Hands the first configuration to the proxy, which loads it when its endpoints are mapped.</summary>
    public void Prepare(LoadedConfiguration configuration) => Begin(configuration);

    /// <summary>Puts the first configuration in force, once the proxy has made its endpoints.</summary>
    public void Start(ProxyRoutes routes)
    {
        _routes = routes;
        Publish(_pending!.Snapshot);
        _pending = null;
    }

    /// <summary>
    /// Puts a new configuration in force. Completes when requests see it, or fails with the proxy's reason and leaves the old one.
    /// </summary>
    public Task ReplaceAsync(LoadedConfiguration configuration) => Begin(configuration).Applied.Task;

    /// <inheritdoc/>
    public void ConfigurationApplied(IReadOnlyList<IProxyConfig> proxyConfigs)
    {
        lock (_gate)
        {
            if (_routes is null || _pending is not { } pending
                || !proxyConfigs.Any(applied => provider.IsOf(applied, pending.Snapshot)))
            {
                return;
            }

            _pending = null;
            Publish(pending.Snapshot);
            pending.Applied.SetResult();
        }
    }

    /// <inheritdoc/>
    public void ConfigurationApplyingFailed(IReadOnlyList<IProxyConfig> proxyConfigs, Exception exception) => Fail(exception);

    /// <inheritdoc/>
    public void ConfigurationLoaded(IReadOnlyList<IProxyConfig> proxyConfigs)
    {
    }

    /// <inheritdoc/>
    public void ConfigurationLoadingFailed(IProxyConfigProvider configProvider, Exception exception) => Fail(exception);

    private Pending Begin(LoadedConfiguration configuration)
    {
        Pending pending;
        lock (_gate)
        {
            var snapshot = new GatewaySnapshot($"{++_revision}", configuration, _parts);
            pending = new Pending(snapshot, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
            _pending?.Applied.TrySetCanceled();
            _pending = pending;
        }

        provider.Update(pending.Snapshot);
        return pending;
    }

    private void Publish(GatewaySnapshot snapshot)
    {
        var endpoints = _routes!.Mounts();
        Volatile.Write(
            ref _current,
            new PublishedSnapshot(snapshot, [.. snapshot.Mounts.Select(mount => endpoints[mount.RouteId])], time.GetUtcNow()));
    }

    private void Fail(Exception exception)
    {
        lock (_gate)
        {
            _pending?.Applied.TrySetException(exception);
            _pending = null;
        }
    }

    private sealed record Pending(GatewaySnapshot Snapshot, TaskCompletionSource Applied);
}

/// <summary>A snapshot with the proxy's endpoints for its mounts.</summary>
/// <param name="Snapshot">The snapshot.</param>
/// <param name="Endpoints">The endpoint of each mount, by <see cref="MountedRepository.Index"/>.</param>
/// <param name="Since">When it came into force.</param>
internal sealed record PublishedSnapshot(GatewaySnapshot Snapshot, ImmutableArray<Endpoint> Endpoints, DateTimeOffset Since);
