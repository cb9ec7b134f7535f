using System.Collections.Concurrent;
using System.Globalization;
using Gateway.Caching;
using Gateway.TestKit;
using Gateway.TestKit.RawHttp;
using Gateway.TestKit.Upstream;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Gateway.IntegrationTests.Caching;

/// <summary>A whole gateway with an upstream whose answers are told path by path, on a clock that only the test moves.</summary>
public sealed class CacheHost : IAsyncLifetime
{
    private readonly ConcurrentDictionary<string, RequestDelegate> _answers = new(StringComparer.Ordinal);
    private FakeUpstream? _upstream;
    private GatewayHost? _gateway;
    private int _paths;

    public ManualClock Clock { get; } = new();

    public FakeUpstream Upstream => _upstream!;

    public GatewayHost Gateway => _gateway!;

    /// <summary>The fetches under way.</summary>
    internal FetchTable Fetches => Gateway.Services.GetRequiredService<FetchTable>();

    /// <summary>What stands in the configuration besides the repositories, to be merged into <c>Gateway</c>.</summary>
    public static string Configuration(Uri upstream, string cache = "{}") => $$"""
        {
          "Gateway": {
            "Environments": {
              "dev": { "Hosts": ["localhost", "127.0.0.1"], "SecurityPolicy": "open" },
              "prod": { "Hosts": ["prod.example"], "SecurityPolicy": "open" }
            },
            "Repositories": {
              "plain": { "Path": "/plain", "Upstreams": ["u"] },
              "heuristic": { "Path": "/heuristic", "Upstreams": ["u"], "Cache": { "Heuristic": true } },
              "tolerant": { "Path": "/tolerant", "Upstreams": ["u"],
                "Cache": { "StaleWhileRevalidate": "00:01:00", "StaleIfError": "01:00:00" } },
              "lifetimes": { "Path": "/lifetimes", "Upstreams": ["u"], "Cache": { "Lifetimes": { "200": "00:10:00", "404": "00:01:00" } } },
              "override": { "Path": "/override", "Upstreams": ["u"],
                "Cache": { "Lifetimes": { "200": "00:10:00" }, "OverrideUpstream": true } },
              "keyed": { "Path": "/keyed", "Upstreams": ["u"], "Cache": { "IgnoreQuery": ["utm_*", "ref"], "KeyHeaders": ["X-Tenant"] } },
              "cookies": { "Path": "/cookies", "Upstreams": ["u"], "Cache": { "StoreSetCookie": true } },
              "shared": { "Path": "/shared", "Upstreams": ["u"], "Cache": { "Authorization": "shared" } },
              "authorized": { "Path": "/authorized", "Upstreams": ["u"], "PassAuthorization": true },
              "small": { "Path": "/small", "Upstreams": ["u"], "Cache": { "MaxObjectSize": "1KiB" } },
              "npm": { "Path": "/npm", "Format": "npm", "Upstreams": ["u"] },
              "go": { "Path": "/go", "Format": "go", "Upstreams": ["u"] }
            },
            "TrustedProxies": ["127.0.0.1"],
            "Cache": {{cache}}
          },
          "ReverseProxy": { "Clusters": { "u": { "Destinations": { "d": { "Address": "{{upstream}}" } } } } }
        }
        """;

    public async ValueTask InitializeAsync()
    {
        _upstream = await FakeUpstream.StartAsync();
        _upstream.Otherwise(Answer);
        _gateway = await GatewayHost.StartAsync(Configuration(_upstream.Address), Clock);
    }

    public async ValueTask DisposeAsync()
    {
        await Gateway.DisposeAsync();
        await Upstream.DisposeAsync();
    }

    /// <summary>A path that no other test uses.</summary>
    public string NewPath() => string.Create(CultureInfo.InvariantCulture, $"/{Interlocked.Increment(ref _paths)}");

    /// <summary>Says how the upstream answers a path from now on.</summary>
    public void On(string path, RequestDelegate handler) => _answers[path] = handler;

    /// <summary>How often the upstream was asked for a path.</summary>
    public int AskedFor(string path) => Upstream.RequestsTo(path).Count;

    /// <summary>A date of the clock as a field value.</summary>
    public string Date(double secondsFromNow = 0) =>
        Clock.GetUtcNow().AddSeconds(secondsFromNow).ToString("R", CultureInfo.InvariantCulture);

    /// <summary>An answer with the clock's date.</summary>
    public RequestDelegate Dated(int status, string body, params (string Name, string Value)[] fields) =>
        context => Reply.With(status, body, [("Date", Date()), .. fields])(context);

    public Task<RawResponse> GetAsync(string target, params string[] fields) => SendAsync("GET", target, fields);

    public Task<RawResponse> SendAsync(string method, string target, params string[] fields)
    {
        var hasHost = fields.Any(field => field.StartsWith("Host:", StringComparison.OrdinalIgnoreCase));
        string[] lines = hasHost ? fields : ["Host: localhost", .. fields];
        var text = $"{method} {target} HTTP/1.1\r\n{string.Concat(lines.Select(line => line + "\r\n"))}Connection: close\r\n\r\n";
        text += fields.Contains("Transfer-Encoding: chunked") ? "0\r\n\r\n" : "";
        return RawHttpClient.ExchangeAsync(Gateway.Address, text);
    }

    private Task Answer(HttpContext context)
    {
        var path = context.Features.Get<Microsoft.AspNetCore.Http.Features.IHttpRequestFeature>()!.RawTarget.Split('?')[0];
        return _answers.TryGetValue(path, out var handler) ? handler(context) : Reply.With(599, "not announced")(context);
    }
}
