using System.Collections.Immutable;
using Microsoft.AspNetCore.DataProtection;
using Yarp.ReverseProxy.Configuration;

namespace Gateway.Configuration.Form;

/// <summary>
/// The <c>ReverseProxy</c> section, read and validated by YARP itself: a throw-away provider gives what a running one would,
/// since YARP's parser is not public. Our own walk before it only finds what YARP ignores or stops at.
/// </summary>
internal static class ReverseProxySection
{
    /// <summary>The section's name.</summary>
    public const string Name = "ReverseProxy";

    /// <summary>Reads clusters and routes as far as they can be read.</summary>
    /// <param name="section">The section.</param>
    /// <param name="faults">Receives the faults.</param>
    public static (IReadOnlyDictionary<string, ClusterConfig> Clusters, IReadOnlyList<RouteConfig> Routes) Read(
        IConfigurationSection section, List<ConfigurationFault> faults)
    {
        var known = faults.Count;
        _ = new SectionReader(faults).ReadObject(section, typeof(ReverseProxyForm));
        var readable = WithoutFaults(section, faults.Skip(known).ToList());
        using var services = new ServiceCollection()
            .AddLogging()

            // The policies of session affinity would ask for keys, and a folder for them would be made in the user's home.
            .AddDataProtection().UseEphemeralDataProtectionProvider().Services
            .AddReverseProxy().LoadFromConfig(readable).Services
            .AddNamesOfOwnPolicies()
            .BuildServiceProvider();

        IProxyConfig parsed;
        try
        {
            parsed = services.GetRequiredService<IProxyConfigProvider>().GetConfig();
        }
        catch (Exception exception) when (exception is not OutOfMemoryException)
        {
            // YARP's parser throws what its conversions throw, and names the place in the text at best.
            faults.Add(new ConfigurationFault(Name, ShownValue.WithoutUserInformation(exception.Message)));
            return (IdsOnly(section), []);
        }

        var validator = services.GetRequiredService<IConfigValidator>();
        faults.AddRange(parsed.Clusters.SelectMany(cluster =>
            Faults($"{Name}:Clusters:{cluster.ClusterId}", validator.ValidateClusterAsync(cluster))));
        faults.AddRange(parsed.Routes.SelectMany(route =>
            Faults($"{Name}:Routes:{route.RouteId}", validator.ValidateRouteAsync(route))));
        return (parsed.Clusters.ToImmutableDictionary(cluster => cluster.ClusterId, StringComparer.OrdinalIgnoreCase), parsed.Routes);
    }

    private static IConfigurationRoot WithoutFaults(IConfigurationSection section, List<ConfigurationFault> faults) =>
        new ConfigurationBuilder()
            .AddInMemoryCollection(section.AsEnumerable(makePathsRelative: true)
                .Where(pair => !faults.Exists(fault => ConfigurationPath.IsAtOrBelow($"{Name}:{pair.Key}", fault.Path))))
            .Build();

    // YARP's validators are asynchronous by signature; those it ships complete at once, and reading runs at start and on reload only.
    private static IEnumerable<ConfigurationFault> Faults(string path, ValueTask<IList<Exception>> validation) =>
        validation.AsTask().GetAwaiter().GetResult()
            .Select(exception => new ConfigurationFault(path, ShownValue.WithoutUserInformation(exception.Message)));

    // So that a fault in one cluster does not make every reference to every other cluster a fault as well.
    private static ImmutableDictionary<string, ClusterConfig> IdsOnly(IConfigurationSection section) =>
        section.GetSection(nameof(ReverseProxyForm.Clusters)).GetChildren().ToImmutableDictionary(
            cluster => cluster.Key, cluster => new ClusterConfig { ClusterId = cluster.Key }, StringComparer.OrdinalIgnoreCase);
}

/// <summary>What may stand in YARP's section: the shape of its own schema.</summary>
internal sealed class ReverseProxyForm
{
    /// <summary>The clusters by id.</summary>
    public Dictionary<string, ClusterConfig> Clusters { get; set; } = [];

    /// <summary>The routes by id.</summary>
    public Dictionary<string, RouteConfig> Routes { get; set; } = [];
}
