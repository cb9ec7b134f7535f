using System.Globalization;
using Microsoft.AspNetCore.DataProtection;
using Yarp.ReverseProxy.Configuration;

namespace Gateway.Benchmarks.Roles;

/// <summary>YARP as its samples set it up: routes and clusters from memory, its default pipeline, no log.</summary>
internal static class BareYarp
{
    /// <summary>Serves until SIGTERM.</summary>
    /// <param name="port">Where it listens.</param>
    /// <param name="destination">The only destination.</param>
    /// <param name="hosts">0 for one route that takes everything; otherwise two routes with two clusters for each of that many
    /// hosts.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public static Task<int> ServeAsync(int port, Uri destination, int hosts, CancellationToken cancellationToken)
    {
        var builder = Bare.Builder(port);
        builder.Services.AddRouting();

        // YARP registers session affinity, whose keys would be written to the home directory otherwise.
        builder.Services.AddDataProtection().UseEphemeralDataProtectionProvider();
        builder.Services.AddReverseProxy().LoadFromMemory([.. Routes(hosts)], [.. Clusters(destination, hosts)]);
        var app = builder.Build();
        app.UseRouting();
        app.MapReverseProxy();
        return Bare.ServeAsync(app, cancellationToken);
    }

    /// <summary>The host of an environment in the scenario with many of them.</summary>
    public static string HostOf(int index) => string.Create(CultureInfo.InvariantCulture, $"e{index}.test");

    private static IEnumerable<RouteConfig> Routes(int hosts)
    {
        if (hosts == 0)
        {
            yield return new RouteConfig { RouteId = "all", ClusterId = "all", Match = new RouteMatch { Path = "{**rest}" } };
        }

        for (var i = 0; i < hosts; i++)
        {
            foreach (var mount in Mounts)
            {
                yield return new RouteConfig
                {
                    RouteId = $"{mount}-{HostOf(i)}",
                    ClusterId = $"{mount}-{HostOf(i)}",
                    Match = new RouteMatch { Hosts = [HostOf(i)], Path = $"/{mount}/{{**rest}}" },
                    Transforms = [new Dictionary<string, string>(StringComparer.Ordinal) { ["PathRemovePrefix"] = $"/{mount}" }],
                };
            }
        }
    }

    private static IEnumerable<ClusterConfig> Clusters(Uri destination, int hosts)
    {
        IEnumerable<string> ids = hosts == 0 ? ["all"] : Enumerable.Range(0, hosts).SelectMany(i =>
            Mounts.Select(mount => $"{mount}-{HostOf(i)}"));
        return ids.Select(id => new ClusterConfig
        {
            ClusterId = id,
            Destinations = new Dictionary<string,
                DestinationConfig>(StringComparer.Ordinal)
            { ["one"] = new() { Address = destination.AbsoluteUri } },
        });
    }

    /// <summary>The paths at which the scenario with many environments mounts its two repositories.</summary>
    public static readonly string[] Mounts = ["a", "b"];
}
