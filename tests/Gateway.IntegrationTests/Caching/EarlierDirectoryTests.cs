using Gateway.TestKit;
using Gateway.TestKit.RawHttp;
using Gateway.TestKit.Upstream;

namespace Gateway.IntegrationTests.Caching;

/// <summary>The cache directory of every earlier release is served from, in folders beside this file.</summary>
public sealed class EarlierDirectoryTests
{
    /// <summary>Fresh for as long as RFC 9111 §1.2.2 lets anybody say: 68 years.</summary>
    private const string Fresh = "max-age=2147483648";

    private static readonly string Kept = RepositoryRoot.Of("tests", "Gateway.IntegrationTests", "Caching", "Releases");

    private static readonly byte[] Long = [.. Enumerable.Range(0, 70_000).Select(i => (byte)(i / 251))];

    public static TheoryData<string> Releases => [.. Directory.EnumerateDirectories(Kept).Select(folder => Path.GetFileName(folder))];

    [Theory]
    [MemberData(nameof(Releases))]
    public async Task DirectoryOfAnEarlierRelease_Started_IsServedFrom(string release)
    {
        using var folder = new TempFolder();
        Copy(Path.Combine(Kept, release), folder.Path);

        await MustBeServedFromAsync(folder.Path);
    }

    /// <summary>The next release's folder is made by this test where GATEWAY_RELEASE names it.</summary>
    [Fact]
    public async Task DirectoryOfThisRelease_StartedAgain_IsServedFrom()
    {
        using var folder = new TempFolder();
        await using (var upstream = await FakeUpstream.StartAsync())
        {
            upstream.On("/short", Reply.With(200, "kept", ("Cache-Control", Fresh), ("ETag", "\"1\""), ("X-Note", "as it was")));
            upstream.On("/long", Reply.With(200, Long, ("Cache-Control", Fresh)));
            upstream.On("/variant", Reply.With(200, "deutsch", ("Cache-Control", Fresh), ("Vary", "Accept-Language")));
            await using var gateway = await StartAsync(upstream, folder.Path);
            foreach (var (target, field, _) in Wanted)
            {
                Assert.Equal(200, (await AskAsync(gateway, target, field)).Status);
            }
        }

        if (Environment.GetEnvironmentVariable("GATEWAY_RELEASE") is { Length: > 0 } release)
        {
            Copy(folder.Path, release);
        }

        await MustBeServedFromAsync(folder.Path);
    }

    private static IEnumerable<(string Target, string Field, byte[] Body)> Wanted =>
    [
        ("/files/short", "Accept: */*", "kept"u8.ToArray()),
        ("/files/long", "Accept: */*", Long),
        ("/files/variant", "Accept-Language: de", "deutsch"u8.ToArray()),
    ];

    private static async Task MustBeServedFromAsync(string folder)
    {
        await using var upstream = await FakeUpstream.StartAsync();
        upstream.Otherwise(Reply.With(500));
        await using var gateway = await StartAsync(upstream, folder);

        foreach (var (target, field, body) in Wanted)
        {
            var answer = await AskAsync(gateway, target, field);
            Assert.Equal((200, "HIT"), (answer.Status, answer.Value("X-Cache-Status")));
            Assert.Equal(body, answer.Body);
        }

        var first = await AskAsync(gateway, "/files/short", "Accept: */*");
        Assert.Equal(("\"1\"", "as it was"), (first.Value("ETag"), first.Value("X-Note")));
        Assert.Equal(500, (await AskAsync(gateway, "/files/variant", "Accept-Language: fr")).Status);
    }

    private static Task<GatewayHost> StartAsync(FakeUpstream upstream, string folder) =>
        GatewayHost.StartAsync(GatewaySettings.For(upstream.Address).Set("Gateway:Cache:Directory", folder).ToString());

    private static Task<RawResponse> AskAsync(GatewayHost gateway, string target, string field) =>
        RawHttpClient.ExchangeAsync(gateway.Address, RawRequest.Of("GET", target, GatewaySettings.DevHost, field));

    private static void Copy(string from, string to)
    {
        foreach (var file in Directory.EnumerateFiles(from, "*", SearchOption.AllDirectories))
        {
            var copy = Path.Combine(to, Path.GetRelativePath(from, file));
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.Copy(file, copy, overwrite: true);
        }
    }
}
