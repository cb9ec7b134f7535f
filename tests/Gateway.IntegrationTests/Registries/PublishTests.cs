using System.Diagnostics;
using System.Net;
using Gateway.TestKit;
using Gateway.TestKit.RawHttp;
using Gateway.TestKit.Upstream;

namespace Gateway.IntegrationTests.Registries;

/// <summary>What a publish costs, and what it makes stale.</summary>
[Collection(MemoryCollection.Name)]
public sealed class PublishTests
{
    private const int Largest = 256 << 20;

    /// <summary>A quarter of what is published, in a process that holds client, gateway and upstream.</summary>
    private const long MostGrowth = Largest / 4;

    private const string OtherHost = "test.example";

    private static readonly string[] Forms = ["application/json", "application/vnd.npm.install-v1+json"];

    [Fact]
    public async Task LargestPublish_Sent_StreamsToTheUpstreamInLittleMemory()
    {
        await using var served = await NpmHost.StartAsync(destinations: 1);
        var peak = 0L;
        var received = 0L;
        var before = 0L;
        served.First.OnStreaming("/left", async context =>
        {
            var buffer = new byte[64 << 10];
            int read;
            while ((read = await context.Request.Body.ReadAsync(buffer, context.RequestAborted)) > 0)
            {
                received += read;
                peak = received % (16 << 20) < read ? Math.Max(peak, ResidentSet()) : peak;
            }

            await Reply.With(201, "{\"ok\":true}")(context);
        });
        before = ResidentSet();
        using var request = new HttpRequestMessage(HttpMethod.Put, "/npm/left") { Content = new PouredContent(Largest) };
        request.Headers.Host = GatewaySettings.DevHost;

        using var response = await served.Gateway.Client.SendAsync(request, TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.Created, response.StatusCode);
        Assert.Equal(Largest, received);
        Assert.True(peak - before < MostGrowth, $"{(peak - before) >> 20} MiB more were resident.");
    }

    [Theory]
    [InlineData("PUT", "/left")]
    [InlineData("PUT", "/left/-rev/1-abc")]
    [InlineData("DELETE", "/left/-rev/1-abc")]
    [InlineData("DELETE", "/left/-/left-1.0.0.tgz/-rev/1-abc")]
    [InlineData("PUT", "/-/package/left/dist-tags/next")]
    [InlineData("DELETE", "/-/package/left/dist-tags/next")]
    public async Task Change_ThroughOneEnvironment_MakesBothFormsStaleInEach(string method, string target)
    {
        await using var served = await NpmHost.StartAsync(
            destinations: 1, configure: settings => settings.Environment("test", OtherHost));
        served.Describe("");
        foreach (var (host, form) in Variants())
        {
            await Poll.UntilAsync(async () => await CachedAsync(served, host, form) == "HIT", Poll.Patience, $"{form} of {host} is stored");
        }

        served.First.On(target, Reply.With(201, "{\"ok\":true}"));
        var changed = await RawHttpClient.ExchangeAsync(
            served.Gateway.Address, RawRequest.Of(method, "/npm" + target, GatewaySettings.DevHost, "Content-Length: 0"));
        served.First.On("/left", NpmHost.Packument("\"shasum\":\"new\""));

        Assert.Equal(201, changed.Status);
        foreach (var (host, form) in Variants())
        {
            Assert.NotEqual("HIT", await CachedAsync(served, host, form), StringComparer.Ordinal);
        }
    }

    [Fact]
    public async Task FailedPublish_Answered_LeavesWhatIsStored()
    {
        await using var served = await NpmHost.StartAsync(destinations: 1);
        served.Describe("");
        await Poll.UntilAsync(
            async () => await CachedAsync(served, GatewaySettings.DevHost, Forms[0]) == "HIT", Poll.Patience, "it is stored");
        served.First.On("/-/package/left/dist-tags/next", Reply.With(403));

        await RawHttpClient.ExchangeAsync(served.Gateway.Address, RawRequest.Of(
            "PUT", "/npm/-/package/left/dist-tags/next", GatewaySettings.DevHost, "Content-Length: 0"));

        Assert.Equal("HIT", await CachedAsync(served, GatewaySettings.DevHost, Forms[0]));
    }

    private static IEnumerable<(string Host, string Form)> Variants() =>
        from host in new[] { GatewaySettings.DevHost, OtherHost } from form in Forms select (host, form);

    private static async Task<string?> CachedAsync(NpmHost served, string host, string form) =>
        (await RawHttpClient.ExchangeAsync(
            served.Gateway.Address, RawRequest.Of("GET", "/npm/left", host, $"Accept: {form}"))).Value("X-Cache-Status");

    private static long ResidentSet()
    {
        using var process = Process.GetCurrentProcess();
        return process.WorkingSet64;
    }

    /// <summary>A body that is made while it is sent.</summary>
    private sealed class PouredContent(long length) : HttpContent
    {
        protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context)
        {
            var part = new byte[64 << 10];
            for (var sent = 0L; sent < length; sent += part.Length)
            {
                await stream.WriteAsync(part);
            }
        }

        protected override bool TryComputeLength(out long computed)
        {
            computed = length;
            return true;
        }
    }
}
