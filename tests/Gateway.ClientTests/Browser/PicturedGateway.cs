using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Gateway.TestKit;
using Gateway.TestKit.Certificates;
using Gateway.TestKit.RawHttp;
using Gateway.TestKit.Upstream;
using Microsoft.AspNetCore.Http;

namespace Gateway.ClientTests.Browser;

/// <summary>A gateway as a team has it after an hour of traffic: npm and Go in three environments, and what goes wrong there.</summary>
public sealed class PicturedGateway : IAsyncLifetime
{
    private const string Dev = "dev.modules.example";
    private const string Prod = "modules.example";

    private static readonly string[] Identities = ["ci-main", "ci-main", "ci-release", "alice"];

    private static readonly string[] Targets =
    [
        "/private-module/npm/@corp%2fui", "/private-module/npm/@corp/ui/-/ui-4.2.0.tgz", "/private-module/npm/@corp%2fforms",
        "/private-module/npm/@corp/forms/-/forms-1.9.3.tgz", "/private-module/npm/@corp/auth/-/auth-0.8.1.tgz",
        "/private-module/npm/left-pad", "/private-module/npm/left-pad/-/left-pad-1.3.0.tgz",
        "/private-module/npm/semver/-/semver-7.6.3.tgz",
        "/private-module/go/git.corp.example/billing/@v/list", "/private-module/go/git.corp.example/billing/@v/v1.12.0.mod",
        "/private-module/go/git.corp.example/log/@v/v0.4.2.info", "/private-module/go/git.corp.example/log/@latest",
    ];

    private static readonly string[] Mistakes =
        ["/private-module/nmp/@corp%2fui", "/private-module/npm/@corp%2flegacy", "/archive/reports-2019.zip"];

    private readonly ShiftedClock _clock = new(TimeSpan.FromMinutes(60));

    // The same seed gives the same pictures, but for the durations.
    private readonly Random _chance = new(7);
    private readonly PortReservation _closed = new();
    private readonly TempFolder _folder = new();
    private readonly TestCertificates _authority = new("Corp server CA");
    private FakeUpstream? _upstream;
    private GatewayHost? _gateway;
    private DashboardBrowser? _browser;
    private int _asked;

    public DashboardBrowser Browser => _browser!;

    public Uri Admin => _gateway!.Admin!;

    public async ValueTask InitializeAsync()
    {
        _browser = await DashboardBrowser.StartAsync();
        _upstream = await FakeUpstream.StartAsync();
        _upstream.Otherwise(AnswerAsync);
        _gateway = await GatewayHost.StartAsync(Settings(), _clock);
        for (var minute = 0; minute < 60; minute++)
        {
            var end = _clock.GetUtcNow() + TimeSpan.FromMinutes(1);
            await SendAsync(10 + (int)(8 * Math.Sin(minute / 9.0)) + _chance.Next(6));

            // A request that has not quite ended would seem to take the rest of the minute.
            await Poll.UntilAsync(() => _gateway.Log.Entries.Count(line => line.Category == "Gateway.Access") == _asked, "all have ended");
            _clock.Advance(end - _clock.GetUtcNow());
        }

        await SendAsync(8);
        for (var i = 0; i < 6; i++)
        {
            await AskAsync(Dev, Mistakes[^1], token: null);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await (_browser?.DisposeAsync() ?? ValueTask.CompletedTask);
        await (_gateway?.DisposeAsync() ?? ValueTask.CompletedTask);
        await (_upstream?.DisposeAsync() ?? ValueTask.CompletedTask);
        _closed.Dispose();
        _folder.Dispose();
        _authority.Dispose();
    }

    /// <summary>Sends requests of clients that are chosen by chance.</summary>
    public async Task SendAsync(int count)
    {
        for (var i = 0; i < count; i++)
        {
            var dice = _chance.Next(100);
            var (host, token) = dice switch
            {
                < 65 => (Prod, Identities[_chance.Next(Identities.Length)]),
                < 90 => (Dev, null),
                < 98 => ("test.modules.example", null),
                98 => (Prod, "of-somebody-who-left"),
                _ => ("modules.exmaple", (string?)null),
            };
            await AskAsync(host, dice % 13 == 7 && host == Dev ? Mistakes[_chance.Next(Mistakes.Length)] : Target(), token);
        }
    }

    private static string HashOf(string token) => $"sha256:{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(token)))}";

    /// <summary>Some packages are asked for far more often than others.</summary>
    private string Target() => Targets[(int)(Targets.Length * Math.Pow(_chance.NextDouble(), 2))];

    private Task<RawResponse> AskAsync(string host, string target, string? token)
    {
        _asked++;
        return RawHttpClient.ExchangeAsync(
            _gateway!.Addresses.First(address => address.Scheme == "http"),
            $"GET {target} HTTP/1.1\r\nHost: {host}\r\nAccept-Encoding: gzip\r\nConnection: close\r\n"
                + (token is null ? "\r\n" : $"Authorization: Bearer token-{token}\r\n\r\n"));
    }

    /// <summary>A registry that takes its time, has small documents and large archives.</summary>
    private Task AnswerAsync(HttpContext context)
    {
        _clock.Advance(TimeSpan.FromMilliseconds(12 + (240 * Math.Pow(_chance.NextDouble(), 3))));
        var path = context.Request.Path.Value!;
        var isArchive = path.EndsWith(".tgz", StringComparison.Ordinal);
        var body = path switch
        {
            _ when path.EndsWith("/list", StringComparison.Ordinal) => "v1.11.0\nv1.12.0\n",
            _ when path.EndsWith(".mod", StringComparison.Ordinal) => "module git.corp.example/billing\n",
            _ when path.Contains("/@", StringComparison.Ordinal) && path.Contains("git.corp", StringComparison.Ordinal) =>
                """{"Version":"v0.4.2","Time":"2026-03-01T09:30:00Z"}""",
            _ => $$"""{"name":"{{path.TrimStart('/')}}","dist-tags":{},"versions":{},"readme":"{{new string('.', 4000)}}"}""",
        };
        var bytes = isArchive ? new byte[20_000 + (path.Length * 4321)] : Encoding.UTF8.GetBytes(body);
        return Reply.With(200, bytes, ("Cache-Control", isArchive ? "max-age=31536000, immutable" : "max-age=240"))(context);
    }

    private static string Tokens() => string.Join(',', Identities.Distinct(StringComparer.Ordinal)
        .Select(name => $$"""{ "Name": "{{name}}", "Hash": "{{HashOf($"token-{name}")}}", "Roles": [ "reader" ] }"""));

    private TestCertificate Certificate(string host, int days) => _authority.Issue(
        new TestCertificateOptions { CommonName = host, DnsNames = [host], ValidTo = TimeSpan.FromDays(days) });

    private string Settings()
    {
        using var soon = Certificate(Prod, days: 19);
        using var late = Certificate(Dev, days: 212);
        var certificates = string.Join(',', new[] { soon.WritePem(_folder, "prod"), late.WritePem(_folder, "dev") }
            .Select(pair => $$"""{ "Path": "{{pair.Certificate}}", "KeyPath": "{{pair.Key}}" }"""));
        var stopped = string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{_closed.EndPoint.Port}/");
        string One(string id) => $$""" "{{id}}": { "Destinations": { "primary": { "Address": "{{_upstream!.Address}}" } } } """;

        // What an identity may read is checked for every hit; the registry itself makes no difference between them.
        const string Shared = """ "Cache": { "Authorization": "shared" } """;
        return $$"""
            {
              "Gateway": {
                "Environments": {
                  "dev": { "Hosts": [ "{{Dev}}" ], "SecurityPolicy": "open" },
                  "test": { "Hosts": [ "test.modules.example" ], "SecurityPolicy": "open" },
                  "prod": { "Hosts": [ "{{Prod}}", "*.prod.modules.example" ], "SecurityPolicy": "known" }
                },
                "SecurityPolicies": { "open": {}, "known": {
                  "Anonymous": "none", "Tokens": [ {{Tokens()}} ],
                  "Roles": { "reader": { "Grants": [ { "Repositories": [ "npm", "go" ], "Names": [ "*" ], "Actions": [ "read" ] } ] } }
                } },
                "Repositories": {
                  "npm": { "Format": "npm", "Path": "/private-module/npm", "Upstreams": [ "npm-{environment}" ], {{Shared}} },
                  "go": { "Format": "go", "Path": "/private-module/go", "Upstreams": [ "go" ], {{Shared}} },
                  "archive": { "Path": "/archive", "Upstreams": [ "archive" ], "Environments": [ "dev" ] }
                },
                "Certificates": [ {{certificates}} ]
              },
              "ReverseProxy": { "Clusters": {
                {{One("npm-dev")}}, {{One("npm-test")}}, {{One("go")}},
                "npm-prod": { "LoadBalancingPolicy": "RoundRobin", "Destinations": {
                  "primary": { "Address": "{{_upstream!.Address}}" }, "replica": { "Address": "{{stopped}}" } } },
                "archive": { "Destinations": { "only": { "Address": "{{stopped}}" } } }
              } },
              "Urls": "http://127.0.0.1:0;https://127.0.0.1:0"
            }
            """;
    }
}
