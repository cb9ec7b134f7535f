using System.Text.Json;
using System.Text.Json.Nodes;
using Gateway.Benchmarks.Processes;
using Gateway.Benchmarks.Roles;

namespace Gateway.Benchmarks.Peers;

/// <summary>
/// Writes the configuration file of a gateway under test: what a team would run, with the parts that a scenario asks for.
/// </summary>
internal sealed class GatewaySettings
{
    private readonly JsonObject _environments = [];
    private readonly JsonObject _repositories = [];
    private readonly JsonObject _clusters = [];
    private readonly JsonObject _upstreams = [];
    private readonly JsonObject _cache = [];
    private readonly JsonObject _telemetry = [];
    private readonly JsonArray _trusted = [];

    /// <summary>The port of the admin listener.</summary>
    public int AdminPort { get; } = FreePort.Choose();

    /// <summary>
    /// One environment for 127.0.0.1 with two generic repositories: <c>/pt</c>, whose answers must not be stored, and <c>/c</c>,
    /// whose answers may be.
    /// </summary>
    public static GatewaySettings Single(Uri origin)
    {
        var settings = new GatewaySettings();
        settings.AddEnvironment("dev", "127.0.0.1");
        settings.AddRepository("pt", "pt");
        settings.AddRepository("c", "c");
        settings.AddRepository("slow", "slow");
        settings.AddCluster("pt", new Uri(origin, "pass"));
        settings.AddCluster("c", new Uri(origin, "store"));
        settings.AddCluster("slow", new Uri(origin, "slow"));
        return settings;
    }

    /// <summary>The same repositories, of which another gateway is the upstream.</summary>
    public static GatewaySettings Behind(Uri gateway)
    {
        var settings = new GatewaySettings();
        settings.AddEnvironment("dev", "127.0.0.1");
        foreach (var repository in new[] { "pt", "c" })
        {
            settings.AddRepository(repository, repository);
            settings.AddCluster(repository, new Uri(gateway, repository));
        }

        return settings;
    }

    /// <summary>One repository <c>/own</c> with several destinations, and how its upstream is asked.</summary>
    public static GatewaySettings Of(IEnumerable<Uri> destinations, JsonObject resilience)
    {
        var settings = new GatewaySettings();
        settings.AddEnvironment("dev", "127.0.0.1");
        settings.AddRepository("own", "own");
        settings._clusters["own"] = new JsonObject
        {
            ["LoadBalancingPolicy"] = "RoundRobin",
            ["Destinations"] = new JsonObject(destinations.Select((destination, index) => KeyValuePair.Create<string, JsonNode?>(
                $"d{index + 1}", new JsonObject { ["Address"] = destination.AbsoluteUri }))),
        };
        settings._upstreams["own"] = new JsonObject { ["Resilience"] = resilience };
        return settings;
    }

    /// <summary>That many environments, each with two repositories and two clusters of its own.</summary>
    public static GatewaySettings Many(Uri origin, int environments)
    {
        var settings = new GatewaySettings();
        foreach (var mount in BareYarp.Mounts)
        {
            settings.AddRepository(mount, mount + "-{environment}");
        }

        for (var i = 0; i < environments; i++)
        {
            settings.AddEnvironment($"e{i}", BareYarp.HostOf(i));
            foreach (var mount in BareYarp.Mounts)
            {
                settings.AddCluster($"{mount}-e{i}", new Uri(origin, "pass"));
            }
        }

        return settings;
    }

    /// <summary>Two npm repositories more: <c>/npm</c>, whose packuments may be stored, and <c>/npm-cold</c>, whose may not.</summary>
    public GatewaySettings WithPackuments(Uri origin)
    {
        foreach (var (repository, path) in new[] { ("npm", "packument"), ("npm-cold", "packument-pass") })
        {
            AddRepository(repository, repository, "npm");
            AddCluster(repository, new Uri(origin, path));
        }

        return this;
    }

    /// <summary>Limits the memory tier.</summary>
    public GatewaySettings WithMemory(string size)
    {
        _cache["MemorySize"] = size;
        return this;
    }

    /// <summary>Believes what the load says of itself.</summary>
    public GatewaySettings WithTrust()
    {
        _trusted.Add("127.0.0.1");
        return this;
    }

    /// <summary>Exports every trace and the metrics to a collector.</summary>
    public GatewaySettings WithExport(Uri collector)
    {
        _telemetry["Otlp"] = new JsonObject { ["Endpoint"] = collector.AbsoluteUri, ["Protocol"] = "HttpProtobuf" };
        _telemetry["TraceSampling"] = 1.0;
        return this;
    }

    /// <summary>Writes the file.</summary>
    /// <param name="folder">Where; the disk tier gets a folder beside it.</param>
    /// <param name="name">The file's name without its ending.</param>
    /// <returns>Its path.</returns>
    public string Write(string folder, string name)
    {
        _cache["Directory"] = Path.Combine(folder, $"{name}-cache");
        var settings = new JsonObject
        {
            ["Gateway"] = new JsonObject
            {
                ["Environments"] = _environments.DeepClone(),
                ["Repositories"] = _repositories.DeepClone(),
                ["Upstreams"] = _upstreams.DeepClone(),
                ["Cache"] = _cache.DeepClone(),
                ["Admin"] = new JsonObject { ["Url"] = $"http://127.0.0.1:{AdminPort}" },
                ["Telemetry"] = _telemetry.DeepClone(),

                // So that a scenario may say to which trace its requests belong.
                ["TrustedProxies"] = _trusted.DeepClone(),
            },
            ["ReverseProxy"] = new JsonObject { ["Clusters"] = _clusters.DeepClone() },

            // Warning, as the Production settings have it: one line for each request would measure the terminal.
            ["Logging"] = new JsonObject { ["LogLevel"] = new JsonObject { ["Default"] = "Warning" } },
        };
        var path = Path.Combine(folder, $"{name}.json");
        File.WriteAllText(path, settings.ToJsonString(new JsonSerializerOptions { WriteIndented = true }));
        return path;
    }

    private void AddEnvironment(string name, string host) =>
        _environments[name] = new JsonObject { ["Hosts"] = new JsonArray(host), ["LogLevel"] = "Warning", ["SecurityPolicy"] = "strict" };

    private void AddRepository(string name, string upstream, string format = "generic") =>
        _repositories[name] = new JsonObject { ["Format"] = format, ["Path"] = $"/{name}", ["Upstreams"] = new JsonArray(upstream) };

    private void AddCluster(string id, Uri destination) =>
        _clusters[id] = new JsonObject
        {
            ["Destinations"] = new JsonObject { ["one"] = new JsonObject { ["Address"] = destination.AbsoluteUri } },
        };
}
