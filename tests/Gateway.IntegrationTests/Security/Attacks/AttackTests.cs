using System.Text;
using Gateway.TestKit;
using Gateway.TestKit.RawHttp;
using Gateway.TestKit.Upstream;

namespace Gateway.IntegrationTests.Security.Attacks;

/// <summary>
/// Requests that mean harm, as raw bytes over real sockets. What comes of each stands in the tables beside this file: a status, with the
/// code of the gateway's own errors, <c>closed</c> for a connection that was ended without an answer, or what HTTP/2 says.
/// </summary>
public sealed class AttackTests(AttackedGateway attacked) : IClassFixture<AttackedGateway>
{
    /// <summary>Part of the target of a request that stands behind another one, or in its body.</summary>
    private const string Smuggled = "smuggled";

    public static TheoryData<string, string, string> Http1 => AttackRow.Read("http1.tsv");

    public static TheoryData<string, string, string> Http2 => AttackRow.Read("http2.tsv");

    [Theory]
    [MemberData(nameof(Http1))]
    public async Task Attack_OverHttp1_GetsWhatTheTableSays(string name, string expected, string request)
    {
        var before = Whole().Count;

        var outcome = await OutcomeAsync(AttackRow.Unescape(request));

        Assert.True(expected == outcome, $"{name}: expected '{expected}', got '{outcome}'");
        MustNotHaveReachedTheUpstream(outcome, before);
    }

    [Theory]
    [MemberData(nameof(Http2))]
    public async Task Attack_OverHttp2_GetsWhatTheTableSays(string name, string expected, string fields)
    {
        var before = Whole().Count;

        var outcome = await Http2Wire.OutcomeAsync(
            attacked.Http2.Address, [.. fields.Split(" | ").Select(AttackRow.Unescape).Select(NameAndValue)]);

        Assert.True(expected == outcome, $"{name}: expected '{expected}', got '{outcome}'");
        MustNotHaveReachedTheUpstream(outcome, before);
    }

    private void MustNotHaveReachedTheUpstream(string outcome, int before)
    {
        var after = Whole();
        if (!outcome.StartsWith('2'))
        {
            Assert.Equal(before, after.Count);
        }

        Assert.DoesNotContain(after, request => request.RawTarget.Contains(Smuggled, StringComparison.Ordinal));
        Assert.All(after.Skip(before), request =>
        {
            Assert.DoesNotContain("evil.example", request.Value("Host"), StringComparison.Ordinal);
            Assert.False(request.Value("X-Forwarded-Host") is "evil.example");
            Assert.False(request.Value("X-Forwarded-For") is "10.0.0.1");
            Assert.False(request.Value("X-Real-IP") is "10.0.0.1");
            Assert.Empty(request.Values("Forwarded"));
            Assert.Empty(request.Values("Client-Cert"));
            Assert.DoesNotContain(request.Headers, field => field.Key.Any(letter => letter is <= ' ' or ':') || field.Value == "evil");
        });
    }

    /// <summary>What reached the upstream to its end: a body that turns out broken may have begun to arrive, and is then cut off.</summary>
    private List<RecordedRequest> Whole() => [.. attacked.Upstream.Requests.Where(request => request.Body.IsCompletedSuccessfully)];

    private async Task<string> OutcomeAsync(string request)
    {
        await using var client = await RawHttpClient.ConnectAsync(attacked.Gateway.Address);
        try
        {
            await client.SendAsync(Encoding.Latin1.GetBytes(request));
            var response = await client.ReadFinalResponseAsync();
            if (request.Contains(Smuggled, StringComparison.Ordinal))
            {
                Assert.True(await client.IsClosedByPeerAsync(), "What stands behind the request was read as another one.");
            }

            var code = response.Values("X-Gateway-Error") is [var only] ? $" {only}" : "";
            return $"{response.Status}{code}";
        }
        catch (Exception exception) when (exception is IOException or EndOfStreamException)
        {
            return "closed";
        }
    }

    private static (string Name, string Value) NameAndValue(string field)
    {
        var equals = field.IndexOf('=', 1);
        return equals < 0 ? ("", field[1..]) : (field[..equals], field[(equals + 1)..]);
    }
}

/// <summary>A gateway over HTTP/1.1 and one over HTTP/2, before one upstream.</summary>
public sealed class AttackedGateway : OneUpstream, IAsyncLifetime
{
    public GatewayHost Http2 { get; private set; } = null!;

    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        Upstream.Otherwise(Reply.With(200, "{}"));
        Http2 = await GatewayHost.StartAsync(SettingsOf(Upstream.Address).ListenHttp2().ToString());
    }

    async ValueTask IAsyncDisposable.DisposeAsync()
    {
        await Http2.DisposeAsync();
        await DisposeAsync();
    }

    protected override string Settings(Uri upstream) => SettingsOf(upstream).ToString();

    private static GatewaySettings SettingsOf(Uri upstream) => GatewaySettings.For(upstream)
        .Set("Gateway:Repositories:npm", new { Format = "npm", Path = "/npm", Upstreams = new[] { "main" } })
        .Set("Gateway:Repositories:go", new { Format = "go", Path = "/go", Upstreams = new[] { "main" } });
}
