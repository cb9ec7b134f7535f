using System.Security.Cryptography;
using Gateway.TestKit;
using Gateway.TestKit.RawHttp;
using Gateway.TestKit.Upstream;

namespace Gateway.IntegrationTests.Registries;

/// <summary>A gateway before an npm registry of two destinations, of which the first is asked as long as it can be.</summary>
internal sealed class NpmHost : IAsyncDisposable
{
    private NpmHost(FakeUpstream first, FakeUpstream second, GatewayHost gateway)
    {
        First = first;
        Second = second;
        Gateway = gateway;
    }

    public FakeUpstream First { get; }

    public FakeUpstream Second { get; }

    public GatewayHost Gateway { get; }

    /// <summary>Starts it with repository <c>npm</c> at <c>/npm</c>.</summary>
    /// <param name="destinations">How many of the two are destinations.</param>
    /// <param name="configure">More settings.</param>
    public static async Task<NpmHost> StartAsync(int destinations = 2, Func<GatewaySettings, GatewaySettings>? configure = null)
    {
        var first = await FakeUpstream.StartAsync();
        var second = await FakeUpstream.StartAsync();
        var settings = new GatewaySettings()
            .Environment("dev", GatewaySettings.DevHost)
            .Cluster("main", [.. new[] { first.Address, second.Address }.Take(destinations)])
            .Set("Gateway:Repositories:npm", new { Format = "npm", Path = "/npm", Upstreams = new[] { "main" } });
        return new NpmHost(first, second, await GatewayHost.StartAsync((configure?.Invoke(settings) ?? settings).ToString()));
    }

    /// <summary>As npm writes it.</summary>
    public static string IntegrityOf(byte[] tarball) => "sha512-" + Convert.ToBase64String(SHA512.HashData(tarball));

    /// <summary>Bytes that do not repeat, the same for the same seed.</summary>
    public static byte[] Tarball(int length, int seed = 1)
    {
        var bytes = new byte[length];
        new Random(seed).NextBytes(bytes);
        return bytes;
    }

    /// <summary>Has both destinations describe version 1.0.0 of <c>left</c> so.</summary>
    public void Describe(string distribution)
    {
        foreach (var upstream in new[] { First, Second })
        {
            upstream.On("/left", Packument(distribution));
        }
    }

    /// <summary>Has one destination serve the tarball of <c>left</c> 1.0.0.</summary>
    public static void Serve(FakeUpstream upstream, byte[] tarball) => upstream.On(
        "/left/-/left-1.0.0.tgz", Reply.With(200, tarball, ("Content-Type", "application/octet-stream"), ("ETag", "\"t\"")));

    /// <summary>The packument of <c>left</c>, which is fresh for ten minutes.</summary>
    public static Microsoft.AspNetCore.Http.RequestDelegate Packument(string distribution) => Reply.With(
        200,
        "{\"name\":\"left\",\"versions\":{\"1.0.0\":{\"dist\":{" + distribution + "}}}}",
        ("Content-Type", "application/json"),
        ("Cache-Control", "max-age=600"));

    public Task<RawResponse> GetAsync(string target, params string[] lines) =>
        RawHttpClient.ExchangeAsync(Gateway.Address, RawRequest.Get($"/npm{target}", lines));

    /// <summary>The tarball of <c>left</c> 1.0.0.</summary>
    public Task<RawResponse> TarballAsync(params string[] lines) => GetAsync("/left/-/left-1.0.0.tgz", lines);

    /// <summary>The answer, once it comes from the cache.</summary>
    public async Task<RawResponse> StoredTarballAsync(params string[] lines)
    {
        RawResponse? response = null;
        await Poll.UntilAsync(
            async () => (response = await TarballAsync(lines)).Value("X-Cache-Status") == "HIT", Poll.Patience, "the tarball is stored");
        return response!;
    }

    /// <summary>How often each destination was asked for the tarball.</summary>
    public (int First, int Second) Asked() =>
        (First.RequestsTo("/left/-/left-1.0.0.tgz").Count, Second.RequestsTo("/left/-/left-1.0.0.tgz").Count);

    public async ValueTask DisposeAsync()
    {
        await Gateway.DisposeAsync();
        await First.DisposeAsync();
        await Second.DisposeAsync();
    }
}
