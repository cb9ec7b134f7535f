using System.Collections.Concurrent;
using System.Diagnostics;
using System.IO.Compression;
using System.Text;
using Gateway.IntegrationTests.Telemetry;
using Gateway.TestKit;
using Gateway.TestKit.RawHttp;
using Gateway.TestKit.Upstream;

namespace Gateway.IntegrationTests.Registries;

/// <summary>What a NuGet client meets at the gateway.</summary>
[Collection(nameof(TraceTests))]
public sealed class NuGetRepositoryTests
{
    private static readonly string[] HouseThenWorld = ["house", "world"];
    private static readonly (string, string) Json = ("Content-Type", "application/json");

    /// <summary>Registrations of 3.4.0 and 3.6.0 are gzip whatever the client accepts.</summary>
    [Theory]
    [InlineData("gzip")]
    [InlineData("br, gzip")]
    [InlineData("identity")]
    public async Task Registration_CodedByTheUpstream_LeadsBackToTheGateway(string accepted)
    {
        await using var served = await Canary.StartAsync("nuget", "Corp.*", HouseThenWorld);
        var house = served.House.Address;
        served.House.Otherwise(Reply.With(
            200,
            Coded($$"""{"items":[{"@id":"{{house}}v3/reg/left/page/1.json","packageContent":"{{house}}v3/flat/left.nupkg"}]}"""),
            Json,
            ("Content-Encoding", "gzip")));

        var response = await served.GetAsync("/v3/registration5-gz-semver2/left/index.json", $"Accept-Encoding: {accepted}");

        var mount = $"http://{GatewaySettings.DevHost}/r/";
        Assert.Equal(
            $$"""{"items":[{"@id":"{{mount}}v3/reg/left/page/1.json","packageContent":"{{mount}}v3/flat/left.nupkg"}]}""", Plain(response));
    }

    [Fact]
    public async Task Search_OfAPublicWord_LeadsBackToTheGateway()
    {
        await using var served = await Canary.StartAsync("nuget", "Corp.*", HouseThenWorld);
        served.World.Otherwise(Reply.With(
            200, $$"""{"data":[{"id":"Left","registration":"{{served.World.Address}}v3/reg/left/index.json"}]}""", Json));

        var response = await served.GetAsync("/v3/query?q=left&take=20");

        Assert.Equal(
            $$"""{"data":[{"id":"Left","registration":"http://{{GatewaySettings.DevHost}}/r/v3/reg/left/index.json"}]}""", Plain(response));
        Assert.Equal("/v3/query?q=left&take=20", Assert.Single(served.World.Requests).RawTarget);
    }

    [Theory]
    [InlineData("/v3/flat/left/index.json", "gateway: upstream-connection-refused: The upstream takes no connections: world.")]
    [InlineData("/v3/flat//index.json", "gateway: invalid-target: ")]
    public async Task Error_OfTheGateway_IsInTheFieldThatTheClientPrints(string target, string text)
    {
        await using var served = await Canary.StartAsync("nuget", "Corp.*", HouseThenWorld);
        await served.World.StopListeningAsync();

        Assert.StartsWith(text, (await served.GetAsync(target)).Value("X-NuGet-Warning"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Session_OfARestore_IsOnTheSpanOfEachRequest()
    {
        var ended = new ConcurrentQueue<Activity>();
        using var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name is "Microsoft.AspNetCore",
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = ended.Enqueue,
        };
        ActivitySource.AddActivityListener(listener);
        await using var served = await Canary.StartAsync("nuget", "Corp.*", HouseThenWorld);
        var session = Guid.NewGuid().ToString("D");

        await served.GetAsync("/v3/flat/left/index.json", $"X-NuGet-Session-Id: {session}");
        await served.GetAsync("/v3/flat/left/1.0.0/left.1.0.0.nupkg", $"X-NuGet-Session-Id: {session}");

        await Poll.UntilAsync(
            () => ended.Count(span => session.Equals(span.GetTagItem("gateway.nuget.session"))) == 2, "both spans have ended");
    }

    private static byte[] Coded(string text)
    {
        using var coded = new MemoryStream();
        using (var gzip = new GZipStream(coded, CompressionLevel.Fastest, leaveOpen: true))
        {
            gzip.Write(Encoding.UTF8.GetBytes(text));
        }

        return coded.ToArray();
    }

    private static string Plain(RawResponse response)
    {
        using var coded = new MemoryStream(response.Body);
        using Stream plain = response.Value("Content-Encoding") switch
        {
            "gzip" => new GZipStream(coded, CompressionMode.Decompress),
            "br" => new BrotliStream(coded, CompressionMode.Decompress),
            _ => coded,
        };
        using var reader = new StreamReader(plain, Encoding.UTF8);
        return reader.ReadToEnd();
    }
}
