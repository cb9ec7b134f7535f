using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using Gateway.Configuration;
using Gateway.Configuration.Sources;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Gateway.TestKit;

/// <summary>
/// The real gateway in this process: configuration from a real file, real listeners on loopback with ports of the system's choice.
/// </summary>
public sealed class GatewayHost : IAsyncDisposable
{
    private const string AdminSection = "Admin";

    private readonly WebApplication _app;
    private readonly TempFolder _folder;

    private GatewayHost(WebApplication app, TempFolder folder, LogCollector log)
    {
        _app = app;
        _folder = folder;
        Log = log;
        var listening = app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!;
        Addresses = [.. listening.Addresses.Select(text => new Uri(text))];
        Client = new HttpClient(new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseCookies = false,
            UseProxy = false,
            AutomaticDecompression = DecompressionMethods.None,
            ActivityHeadersPropagator = null,
        })
        {
            BaseAddress = Addresses[0],
        };
    }

    /// <summary>Where it listens.</summary>
    public IReadOnlyList<Uri> Addresses { get; }

    /// <summary>The first address.</summary>
    public Uri Address => Addresses[0];

    /// <summary>Where the admin listener is; null when it is off.</summary>
    public Uri? Admin => _app.Services.GetServices<Microsoft.Extensions.Hosting.IHostedService>()
        .OfType<Gateway.Admin.AdminListener>().Single().Address;

    /// <summary>
    /// A client that follows no redirect, keeps no cookie and decodes nothing; its base address is <see cref="Address"/>.
    /// </summary>
    public HttpClient Client { get; }

    /// <summary>Every line that the gateway logged.</summary>
    public LogCollector Log { get; }

    /// <summary>The configuration file; write it anew to cause a reload.</summary>
    public string ConfigurationFile => Path.Combine(_folder.Path, "gateway.json");

    /// <summary>A folder of this host's own.</summary>
    public string Folder => _folder.Path;

    /// <summary>The application's services.</summary>
    public IServiceProvider Services => _app.Services;

    /// <summary>Starts a gateway.</summary>
    /// <param name="configuration">The whole configuration file, as JSON text. Listeners: <c>Urls</c>, by default one http address.</param>
    /// <param name="time">The clock, when the test drives it.</param>
    /// <param name="arguments">Command line settings, as <c>--Section:Key=value</c>.</param>
    /// <exception cref="InvalidOperationException">The configuration is faulty; the message has every fault.</exception>
    public static Task<GatewayHost> StartAsync(string configuration, TimeProvider? time = null, params string[] arguments) =>
        StartAsync(configuration, time, _ => { }, arguments);

    /// <summary>Starts a gateway some of whose services are the test's.</summary>
    /// <param name="configuration">The whole configuration file, as JSON text.</param>
    /// <param name="time">The clock, when the test drives it.</param>
    /// <param name="replace">Puts services of the test in the place of the gateway's, where the world outside is asked.</param>
    /// <param name="arguments">Command line settings, as <c>--Section:Key=value</c>.</param>
    public static async Task<GatewayHost> StartAsync(
        string configuration, TimeProvider? time, Action<IServiceCollection> replace, params string[] arguments)
    {
        ArgumentNullException.ThrowIfNull(replace);
        var folder = new TempFolder();
        var file = Path.Combine(folder.Path, "gateway.json");
        await File.WriteAllTextAsync(file, WithDefaults(configuration, folder.Path));
        var sources = ConfigurationSources.Create([file], arguments);
        if (sources.Read(new ConfigurationReader(GatewayRules.All)) is not ConfigurationReading.Valid reading)
        {
            var faults = ((ConfigurationReading.Faulty)sources.Read(new ConfigurationReader(GatewayRules.All))).Faults;
            throw new InvalidOperationException(string.Join(System.Environment.NewLine, faults));
        }

        var builder = GatewayRun.BuilderFor(sources);
        var log = new LogCollector();
        builder.Logging.AddProvider(log);
        if (time is not null)
        {
            builder.Services.AddSingleton(time);
        }

        replace(builder.Services);
        var app = GatewayApplication.Build(
            builder, reading, sources, await GatewayRun.CertificatesAsync(builder, reading, CancellationToken.None));
        await app.StartAsync();
        return new GatewayHost(app, folder, log);
    }

    /// <summary>Writes the configuration file anew, as an editor does: beside, then renamed over it.</summary>
    public async Task ReconfigureAsync(string configuration)
    {
        var beside = ConfigurationFile + ".new";
        await File.WriteAllTextAsync(beside, WithDefaults(configuration, _folder.Path));
        File.Move(beside, ConfigurationFile, overwrite: true);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await _app.StopAsync();
        await _app.DisposeAsync();
        _folder.Dispose();
    }

    private static string WithDefaults(string configuration, string folder)
    {
        if (JsonNode.Parse(configuration, documentOptions: new JsonDocumentOptions { CommentHandling = JsonCommentHandling.Skip })
            is not JsonObject root)
        {
            return configuration;
        }

        root["Urls"] ??= "http://127.0.0.1:0";
        var levels = new JsonObject { ["Default"] = "Information", ["Microsoft.AspNetCore"] = "Warning" };
        root["Logging"] ??= new JsonObject { ["LogLevel"] = levels };
        var gateway = root["Gateway"] as JsonObject ?? [];
        root["Gateway"] = gateway;
        gateway[AdminSection] ??= new JsonObject { ["Url"] = "http://127.0.0.1:0" };
        var cache = gateway["Cache"] as JsonObject ?? [];
        gateway["Cache"] = cache;
        cache["Directory"] ??= Path.Combine(folder, "cache");
        return root.ToJsonString();
    }
}
