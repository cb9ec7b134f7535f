using System.Collections.Concurrent;
using Gateway.Environments;
using Yarp.ReverseProxy.Configuration;
using Yarp.ReverseProxy.ServiceDiscovery;

namespace Gateway.Upstreams.Addresses;

/// <summary>
/// Makes a destination of each address that a destination's name has, where the upstream asks for that. The name is looked up again and
/// again; the proxy hears of it only when the addresses have changed, so destinations that stay keep what is known of them. YARP's own
/// resolver has the proxy load everything anew each time, and fails the whole configuration when one name cannot be found.
/// </summary>
internal sealed class DestinationAddresses(INames names, TimeProvider time, ILoggerFactory loggers) : IDestinationResolver, IDisposable
{
    private readonly ILogger _logger = loggers.CreateLogger("Gateway.Upstreams");
    private readonly ConcurrentDictionary<string, NameWatch> _watches = new(StringComparer.OrdinalIgnoreCase);

    /// <inheritdoc/>
    public async ValueTask<ResolvedDestinationCollection> ResolveDestinationsAsync(
        IReadOnlyDictionary<string, DestinationConfig> destinations, CancellationToken cancellationToken)
    {
        if (!destinations.Values.Any(destination => ClusterCompiler.LookUpIntervalOf(destination.Metadata) is not null))
        {
            return new ResolvedDestinationCollection(destinations, null);
        }

        var resolved = new Dictionary<string, DestinationConfig>(StringComparer.OrdinalIgnoreCase);
        var changes = new AddressChanges();
        foreach (var (id, destination) in destinations)
        {
            var address = new Uri(destination.Address);
            if (ClusterCompiler.LookUpIntervalOf(destination.Metadata) is { } interval && address.HostNameType == UriHostNameType.Dns)
            {
                await AddAsync(resolved, id, destination, address, WatchOf(address.Host, interval), changes, cancellationToken);
            }
            else
            {
                resolved[id] = destination;
            }
        }

        return new ResolvedDestinationCollection(resolved, changes);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var watch in _watches.Values)
        {
            watch.Dispose();
        }
    }

    private static async Task AddAsync(
        Dictionary<string, DestinationConfig> resolved,
        string id,
        DestinationConfig destination,
        Uri address,
        NameWatch watch,
        AddressChanges changes,
        CancellationToken cancellationToken)
    {
        var known = await watch.KnownAsync(cancellationToken);
        changes.Add(known.Changed);
        if (known.Addresses.IsEmpty)
        {
            // Nobody knows the name. Asked by its name, the destination fails with just that, and the breaker keeps requests from it.
            resolved[id] = destination;
        }

        foreach (var one in known.Addresses)
        {
            resolved[$"{id}[{one}]"] = destination with
            {
                Address = At(destination.Address, address, one),
                Health = destination.Health is { } health && Uri.TryCreate(health, UriKind.Absolute, out var probed)
                    && probed.Host.Equals(address.Host, StringComparison.OrdinalIgnoreCase) ? At(health, probed, one) : destination.Health,

                // What the server is called, in the Host field and in TLS, does not change.
                Host = destination.Host ?? address.Authority,
            };
        }
    }

    private static string At(string written, Uri parsed, System.Net.IPAddress address) =>
        new UriBuilder(parsed) { Host = address.ToString() }.Uri.AbsoluteUri is var whole && !written.EndsWith('/')
            ? whole.TrimEnd('/')
            : whole;

    private NameWatch WatchOf(string name, TimeSpan interval)
    {
        var watch = _watches.GetOrAdd(name, _ => new NameWatch(name, names, time, _logger));
        watch.LookEvery(interval);
        return watch;
    }
}
