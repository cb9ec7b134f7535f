using System.IO.Compression;
using System.Text;
using Gateway.TestKit.Upstream;

namespace Gateway.IntegrationTests.Registries;

/// <summary>Private names are taken out of audits before a public upstream gets them.</summary>
public sealed class AuditTests
{
    private static readonly string[] HouseThenWorld = ["house", "world"];
    private static readonly string[] WorldOnly = ["world"];

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Audit_ToThePublicUpstream_HasNoPrivateNames(bool coded)
    {
        await using var served = await Canary.StartAsync("npm", "@corp/*", WorldOnly);
        var body = Encoding.UTF8.GetBytes("""{"@corp/app":["1.0.0"],"left":["2.0.0"]}""");

        var status = await PostAsync(served, "/-/npm/v1/security/advisories/bulk", coded ? Coded(body) : body, coded);

        Assert.Equal(200, status);
        Assert.Equal("""{"left":["2.0.0"]}""", await TextOf(Assert.Single(served.World.Requests), coded));
    }

    [Fact]
    public async Task Audit_ToThePrivateUpstream_IsAsItCame()
    {
        await using var served = await Canary.StartAsync("npm", "@corp/*", HouseThenWorld);
        served.House.Otherwise(Reply.With(200, "{}"));

        await PostAsync(served, "/-/npm/v1/security/advisories/bulk", """{"@corp/app":["1.0.0"]}"""u8.ToArray(), coded: false);

        Assert.Equal("""{"@corp/app":["1.0.0"]}""", (await Assert.Single(served.House.Requests).Body).Text);
        Assert.Empty(served.World.Requests);
    }

    [Theory]
    [InlineData("not json", false)]
    [InlineData("{\"left\":", false)]
    [InlineData("not gzip", true)]
    public async Task Audit_Damaged_IsRefusedAndGoesNowhere(string body, bool coded)
    {
        await using var served = await Canary.StartAsync("npm", "@corp/*", WorldOnly);

        Assert.Equal(400, await PostAsync(served, "/-/npm/v1/security/advisories/bulk", Encoding.UTF8.GetBytes(body), coded));
        Assert.Empty(served.World.Requests);
    }

    [Fact]
    public async Task Audit_OfAGzipBomb_IsRefusedAndGoesNowhere()
    {
        await using var served = await Canary.StartAsync("npm", "@corp/*", WorldOnly);
        var member = Encoding.ASCII.GetBytes($"\"{new string('a', 1000)}\":[],");
        using var bomb = new MemoryStream();
        await using (var gzip = new GZipStream(bomb, CompressionLevel.Fastest, leaveOpen: true))
        {
            gzip.Write("{"u8);
            for (var written = 0; written < 80 << 20; written += member.Length)
            {
                gzip.Write(member);
            }
        }

        Assert.Equal(400, await PostAsync(served, "/-/npm/v1/security/advisories/bulk", bomb.ToArray(), coded: true));
        Assert.Empty(served.World.Requests);
    }

    public static TheoryData<int, string, bool, string> NotOffered
    {
        get
        {
            var rows = new TheoryData<int, string, bool, string>();
            foreach (var status in new[] { 404, 405, 410, 501 })
            {
                foreach (var (service, whole, reduced) in new[]
                {
                    ("advisories/bulk", """{"@corp/app":["1.0.0"],"left":["2.0.0"]}""", """{"left":["2.0.0"]}"""),
                    ("advisories/%62ulk", """{"@corp/app":["1.0.0"],"left":["2.0.0"]}""", """{"left":["2.0.0"]}"""),
                    ("audits/quick", """{"requires":{"@corp/app":"1"},"dependencies":{}}""", """{"requires":{},"dependencies":{}}"""),
                })
                {
                    rows.Add(status, $"{service} {whole}", status == 404, reduced);
                }
            }

            return rows;
        }
    }

    /// <summary>A registry that keeps packages and knows no advisories is no reason to audit nothing.</summary>
    [Theory]
    [MemberData(nameof(NotOffered))]
    public async Task PrivateUpstream_HasNoAudits_NextOneGetsWhatItMayHear(int status, string sent, bool coded, string heard)
    {
        using var withheld = new WithheldNames();
        await using var served = await Canary.StartAsync("npm", "@corp/*", HouseThenWorld);
        served.House.Otherwise(Reply.With(status));
        var (service, whole) = (sent.Split(' ', 2)[0], sent.Split(' ', 2)[1]);
        var body = Encoding.UTF8.GetBytes(whole);

        Assert.Equal(200, await PostAsync(served, $"/-/npm/v1/security/{service}", coded ? Coded(body) : body, coded));

        Assert.Equal(whole, await TextOf(Assert.Single(served.House.Requests), coded));
        Assert.Equal(heard, await TextOf(Assert.Single(served.World.Requests), coded));
        Assert.Contains("audit", withheld.Channels, StringComparer.Ordinal);
    }

    /// <summary>Advisories of the public names would pass for those of all: the failure is the answer.</summary>
    [Fact]
    public async Task PrivateUpstreamFails_AuditOfPrivateNames_IsTheFailure()
    {
        await using var served = await Canary.StartAsync("npm", "@corp/*", HouseThenWorld);
        await served.House.StopListeningAsync();

        var status = await PostAsync(
            served, "/-/npm/v1/security/advisories/bulk", """{"@corp/app":["1.0.0"],"left":["2.0.0"]}"""u8.ToArray(), coded: false);

        Assert.Equal(502, status);
        Assert.Empty(served.World.Requests);
    }

    [Fact]
    public async Task PrivateUpstreamFails_AuditOfPublicNames_IsAnsweredByTheNext()
    {
        await using var served = await Canary.StartAsync("npm", "@corp/*", HouseThenWorld);
        await served.House.StopListeningAsync();

        var status = await PostAsync(
            served, "/-/npm/v1/security/advisories/bulk", """{"left":["2.0.0"]}"""u8.ToArray(), coded: false);

        Assert.Equal(200, status);
        Assert.Equal("""{"left":["2.0.0"]}""", (await Assert.Single(served.World.Requests).Body).Text);
    }

    /// <summary>Never "nothing is known" in place of "nobody could be asked".</summary>
    [Fact]
    public async Task EveryUpstreamFails_Audit_IsTheFailure()
    {
        await using var served = await Canary.StartAsync("npm", "@corp/*", HouseThenWorld);
        served.House.Otherwise(Reply.With(404));
        await served.World.StopListeningAsync();

        Assert.Equal(502, await PostAsync(
            served, "/-/npm/v1/security/advisories/bulk", """{"left":["2.0.0"]}"""u8.ToArray(), coded: false));
    }

    [Fact]
    public async Task RepositoryWithoutPrivateNames_FirstHasNoAudits_NextGetsTheBodyAsItCame()
    {
        await using var served = await Canary.StartAsync(
            "npm", "@corp/*", HouseThenWorld, settings => settings.Set("Gateway:Repositories:packages:Private", Array.Empty<string>()));
        const string Body = """{ "@corp/app": ["1.0.0"] }""";

        Assert.Equal(200, await PostAsync(served, "/-/npm/v1/security/advisories/bulk", Encoding.UTF8.GetBytes(Body), coded: false));

        Assert.Equal(Body, (await Assert.Single(served.World.Requests).Body).Text);
    }

    private static async Task<string> TextOf(RecordedRequest request, bool coded)
    {
        var body = await request.Body;
        return coded ? Encoding.UTF8.GetString(Plain(body.FirstBytes)) : body.Text;
    }

    private static async Task<int> PostAsync(Canary served, string target, byte[] body, bool coded)
    {
        using var content = new ByteArrayContent(body);
        using var request = new HttpRequestMessage(HttpMethod.Post, $"/r{target}") { Content = content };
        request.Headers.Host = GatewaySettings.DevHost;
        content.Headers.ContentType = new("application/json");
        if (coded)
        {
            content.Headers.ContentEncoding.Add("gzip");
        }

        using var response = await served.Gateway.Client.SendAsync(request, TestContext.Current.CancellationToken);
        return (int)response.StatusCode;
    }

    private static byte[] Coded(byte[] body)
    {
        using var coded = new MemoryStream();
        using (var gzip = new GZipStream(coded, CompressionLevel.Fastest, leaveOpen: true))
        {
            gzip.Write(body);
        }

        return coded.ToArray();
    }

    private static byte[] Plain(byte[] coded)
    {
        using var plain = new MemoryStream();
        using var gzip = new GZipStream(new MemoryStream(coded), CompressionMode.Decompress);
        gzip.CopyTo(plain);
        return plain.ToArray();
    }
}
