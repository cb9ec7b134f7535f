using System.Text.Json;
using System.Text.Json.Nodes;

namespace Gateway.IntegrationTests;

/// <summary>The configuration file of a test, built up setting by setting.</summary>
internal sealed class GatewaySettings
{
    /// <summary>The Host that chooses the environment of <see cref="For"/>.</summary>
    public const string DevHost = "dev.example";

    private readonly JsonObject _root = [];

    /// <summary>
    /// Environment <c>dev</c> with the policy <c>open</c>, a generic repository <c>files</c> at <c>/files</c>,
    /// and its upstream <c>main</c>.
    /// </summary>
    public static GatewaySettings For(params Uri[] destinations) => new GatewaySettings()
        .Environment("dev", DevHost, "127.0.0.1", "localhost")
        .Cluster("main", destinations)
        .Repository("files", "/files", "main");

    /// <summary>Sets one value; the path as configuration writes it, keys joined with colons.</summary>
    public GatewaySettings Set(string path, object? value)
    {
        var keys = path.Split(':');
        var section = _root;
        foreach (var key in keys[..^1])
        {
            section = (JsonObject)(section[key] ??= new JsonObject());
        }

        section[keys[^1]] = JsonSerializer.SerializeToNode(value);
        return this;
    }

    /// <summary>Takes a setting out, with all below it.</summary>
    public GatewaySettings Remove(string path)
    {
        var keys = path.Split(':');
        keys[..^1].Aggregate(_root, (section, key) => (JsonObject)section[key]!).Remove(keys[^1]);
        return this;
    }

    public GatewaySettings Environment(string name, params string[] hosts) => Set(
        $"Gateway:Environments:{name}", new { Hosts = hosts, SecurityPolicy = "open" });

    public GatewaySettings Repository(string name, string path, params string[] upstreams) => Set(
        $"Gateway:Repositories:{name}", new { Format = "generic", Path = path, Upstreams = upstreams });

    /// <summary>A cluster with destinations <c>d1</c>, <c>d2</c> …, of which the first that can be asked is asked first.</summary>
    public GatewaySettings Cluster(string id, params Uri[] destinations)
    {
        Set($"ReverseProxy:Clusters:{id}:LoadBalancingPolicy", "FirstAlphabetical");
        foreach (var (index, address) in destinations.Index())
        {
            Set($"ReverseProxy:Clusters:{id}:Destinations:d{index + 1}:Address", address.AbsoluteUri);
        }

        return this;
    }

    /// <summary>Has the gateway speak HTTP/2 without TLS on its only listener.</summary>
    public GatewaySettings ListenHttp2() => Set("Kestrel:Endpoints:h2c", new { Url = "http://127.0.0.1:0", Protocols = "Http2" });

    public override string ToString() => _root.ToJsonString();
}
