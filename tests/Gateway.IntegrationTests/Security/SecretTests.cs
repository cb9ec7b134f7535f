using System.Net.Http.Headers;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Gateway.IntegrationTests.Cli;
using Gateway.IntegrationTests.Telemetry;
using Gateway.IntegrationTests.Telemetry.Otlp;
using Gateway.TestKit;
using Gateway.TestKit.Certificates;
using Gateway.TestKit.RawHttp;
using Gateway.TestKit.Upstream;
using static Gateway.IntegrationTests.Security.AccessSettings;

namespace Gateway.IntegrationTests.Security;

/// <summary>
/// Everything that comes out of a run with secrets of every kind: log, traces, metrics, answers, the admin API, the dashboard, commands.
/// Every secret has the word <c>leak</c> in it, or is looked for as it is encoded.
/// </summary>
[Collection(nameof(TraceTests))]
public sealed class SecretTests : IAsyncLifetime
{
    private const string Mark = "leak-";
    private const string ClientToken = "leak-client-token";
    private const string AdminToken = "leak-admin-token";
    private const string Password = "leak-pfx-password";

    private static readonly string[] AdminPages =
    [
        "/", "/metrics", "/api/environments", "/api/upstreams", "/api/cache", "/api/cache/entries", "/api/certificates", "/api/config",
        "/dashboard/upstreams", "/dashboard/certificates", "/dashboard/errors", "/dashboard/configuration", "/dashboard/requests",
        "/dashboard/cache", "/dashboard/cache/purge", "/dashboard/cache/warm", "/dashboard/environments/dev", "/healthz", "/readyz",
    ];

    private readonly TempFolder _folder = new();
    private readonly Dictionary<string, string> _seen = new(StringComparer.Ordinal);
    private FakeUpstream _upstream = null!;
    private OtlpReceiver _collector = null!;
    private GatewayHost _gateway = null!;

    private static string BasicCredential => Convert.ToBase64String(Encoding.UTF8.GetBytes("ci:leak-basic-password"));

    public async ValueTask InitializeAsync()
    {
        _upstream = await FakeUpstream.StartAsync();
        _upstream.Otherwise(Reply.With(200, "hello"));
        _upstream.On("/broken", Reply.With(500, "x"));
        _collector = await OtlpReceiver.StartAsync(isGrpc: false);
        _gateway = await GatewayHost.StartAsync(Settings().ToString());
    }

    public async ValueTask DisposeAsync()
    {
        await _collector.DisposeAsync();
        await _upstream.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task SecretsEverywhere_RunWithErrors_NothingThatComesOutHasOne()
    {
        await AskAsync();
        await AskTheAdminListenerAsync();
        await RunCommandsAsync();
        await _gateway.DisposeAsync();
        foreach (var (index, entry) in _gateway.Log.Entries.Index())
        {
            _seen[$"log {index} {entry.Category}"] = $"{entry.Message} {string.Join(' ', entry.State)} {entry.Exception}";
        }

        foreach (var (index, body) in _collector.Bodies.Index())
        {
            _seen[$"otlp {index}"] = Encoding.Latin1.GetString(body);
        }

        Assert.True(_seen.Count > 40, "Too little came out for this to mean anything.");
        Assert.NotEmpty(_collector.Bodies);
        string[] secrets = [Mark, BasicCredential, HashOf(ClientToken)["sha256:".Length..], HashOf(AdminToken)["sha256:".Length..]];
        var leaks = _seen.SelectMany(text => secrets
            .Where(secret => text.Value.Contains(secret, StringComparison.OrdinalIgnoreCase))
            .Select(secret => $"{text.Key}: ...{Around(text.Value, secret)}..."));
        Assert.True(!leaks.Any(), string.Join('\n', leaks.Take(20)));
        Assert.Contains(_upstream.Requests, request => request.Value("Authorization") == "Bearer leak-upstream-secret");
    }

    private static string Around(string text, string secret)
    {
        var at = text.IndexOf(secret, StringComparison.OrdinalIgnoreCase);
        return text[Math.Max(0, at - 80)..Math.Min(text.Length, at + 60)];
    }

    private GatewaySettings Settings()
    {
        using var authority = new TestCertificates("servers");
        using var server = authority.Server("dev.example");
        var certificate = _folder["server.pfx"];
        File.WriteAllBytes(certificate, server.Certificate.Export(X509ContentType.Pfx, Password));
        return For(_upstream.Address, new { Tokens = new[] { Token("ci", ClientToken, []) }, Anonymous = "read", ShowDetails = true })
            .Set("Gateway:Certificates", new[] { new { Path = certificate, PasswordFile = _folder.Write("password", Password) } })
            .Set("Gateway:Upstreams:main:Authorization:Scheme", "Bearer")
            .Set("Gateway:Upstreams:main:Authorization:SecretFile", _folder.Write("secret", "leak-upstream-secret"))
            .Cluster("dead", new Uri("http://127.0.0.1:1/"))
            .Repository("dead", "/dead", "dead")
            .Set("ReverseProxy:Routes:own", new
            {
                ClusterId = "main",
                Match = new { Path = "/own/{**rest}" },
                Transforms = new object[] { new { RequestHeader = "X-Api-Key", Set = "leak-transform" } },
            })
            .Set("Gateway:Admin", new { Url = "http://127.0.0.1:0", Tokens = new[] { new { Name = "ops", Hash = HashOf(AdminToken) } } })
            .Set("Gateway:Telemetry:Otlp", new { Endpoint = _collector.Address, Protocol = "HttpProtobuf" })
            .Set("Logging:LogLevel:Default", "Trace")
            .Set("Gateway:Environments:dev:LogLevel", "Trace");
    }

    /// <summary>Requests that are served, refused and broken, each with every secret that a client can have.</summary>
    private async Task AskAsync()
    {
        string[] targets =
        [
            "/files/x?token=leak-query", "/files/broken?token=leak-query", "/dead/x?token=leak-query", "/nowhere/x?token=leak-query",
            "/npm/@a%2f..%2fb?token=leak-query", "/npm/left-pad?token=leak-query", "/own/x?token=leak-query", "/files/../x?token=leak-query",
            "/go/corp.example/m/@v/list?token=leak-query", "/files/x#?token=leak-query",
        ];
        string[] credentials =
        [
            Bearer(ClientToken), Bearer("leak-wrong-token"), $"Authorization: Basic {BasicCredential}",
            "Authorization: Leak-scheme leak-it",
        ];
        foreach (var target in targets)
        {
            foreach (var credential in credentials)
            {
                foreach (var method in new[] { "GET", "PUT", "PURGE", "TRACE" })
                {
                    await SendAsync(method, target, credential);
                }
            }
        }

        await SendAsync("GET", "/files/x", "Authorization: Bearer leak-one\r\nAuthorization: Bearer leak-two");
        await SendAsync("GET", "/files/x", $"Authorization: Bearer {new string('x', 5000)}leak-long");
    }

    private async Task SendAsync(string method, string target, string credential)
    {
        var response = await RawHttpClient.ExchangeAsync(_gateway.Address, RawRequest.Of(
            method, target, GatewaySettings.DevHost, credential, "Cookie: session=leak-cookie", "X-NuGet-ApiKey: leak-api-key",
            "npm-otp: leak-otp", "Proxy-Authorization: Basic leak-proxy", "Content-Length: 0", "Connection: close"));
        _seen[$"answer {_seen.Count} to {method} {target.Split('?')[0]}"] = string.Join('\n', response.HeaderLines) + response.Text;
    }

    private async Task AskTheAdminListenerAsync()
    {
        foreach (var page in AdminPages)
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(_gateway.Admin!, page));
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", AdminToken);
            using var response = await _gateway.Client.SendAsync(request, TestContext.Current.CancellationToken);
            Assert.True(response.IsSuccessStatusCode, $"{page}: {response.StatusCode}");
            _seen[$"admin {page}"] = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        }
    }

    private async Task RunCommandsAsync()
    {
        var configuration = _gateway.ConfigurationFile;
        string[][] commands =
        [
            ["check", "--config", configuration], ["check", "--config", configuration, "--json"], ["routes", "--config", configuration],
            ["routes", "--config", configuration, "--json"], ["routes", "--config", configuration, "--as", "ci"],
            ["cache", "stats", "--admin", _gateway.Admin!.AbsoluteUri, "--token-file", _folder.Write("wrong", "leak-wrong-admin-token")],
        ];
        foreach (var command in commands)
        {
            var run = await CommandRun.OfAsync(command);
            _seen[$"gateway {string.Join(' ', command)}"] = run.Output + run.Error;
        }
    }
}
