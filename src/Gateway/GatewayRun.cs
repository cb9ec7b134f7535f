using System.Net.Sockets;
using Gateway.Configuration;
using Gateway.Configuration.Sources;
using Gateway.Security.Certificates;

namespace Gateway;

/// <summary>Serves until it is told to stop.</summary>
internal static class GatewayRun
{
    /// <summary>Reads the configuration and serves.</summary>
    /// <param name="sources">Where the configuration comes from.</param>
    /// <param name="cancellationToken">Ends the serving, as SIGTERM does.</param>
    /// <returns>The exit status: 0 after a stop that was asked for, 1 when the configuration is faulty or a port is taken.</returns>
    public static async Task<int> RunAsync(ConfigurationSources sources, CancellationToken cancellationToken)
    {
        return sources.Read(new ConfigurationReader(GatewayRules.All)) switch
        {
            ConfigurationReading.Faulty faulty => Refuse(faulty.Faults),
            ConfigurationReading reading => await ServeAsync((ConfigurationReading.Valid)reading, sources, cancellationToken),
        };
    }

    private static async Task<int> ServeAsync(
        ConfigurationReading.Valid reading, ConfigurationSources sources, CancellationToken cancellationToken)
    {
        var builder = BuilderFor(sources);

        // The host logs a failed start with its stack, and everything that is cancelled by it; what is said below is the whole of it.
        var hasStarted = false;
        builder.Logging.AddFilter("Microsoft.Extensions.Hosting.Internal.Host", level => hasStarted && level >= LogLevel.Information);

        // Keys that end with the process are meant (UpstreamRegistration): nothing is protected beyond a cookie that chooses a destination.
        builder.Logging.AddFilter("Microsoft.AspNetCore.DataProtection", LogLevel.Warning);
        await using var app = GatewayApplication.Build(
            builder, reading, sources, await CertificatesAsync(builder, reading, cancellationToken));
        try
        {
            await app.StartAsync(cancellationToken);
        }
        catch (IOException exception)
        {
            // Kestrel's word for an address that is taken; the text names it.
            await Console.Error.WriteLineAsync($"gateway: {exception.Message}");
            return 1;
        }
        catch (SocketException exception)
        {
            // For every other refusal of the system, and that does not say of what.
            await Console.Error.WriteLineAsync(
                $"gateway: cannot listen on {string.Join(" or ", ListenersOf(app.Configuration))}: {exception.Message}");
            return 1;
        }

        hasStarted = true;
        await app.WaitForShutdownAsync(cancellationToken);
        return 0;
    }

    private static IEnumerable<string> ListenersOf(IConfiguration configuration) =>
    [
        .. configuration.GetSection("Kestrel:Endpoints").GetChildren().Select(endpoint => endpoint["Url"]).OfType<string>(),
        .. (configuration[WebHostDefaults.ServerUrlsKey] ?? "").Split(';', StringSplitOptions.RemoveEmptyEntries),
    ];

    /// <summary>A builder with the sources of the gateway and none of its own.</summary>
    public static WebApplicationBuilder BuilderFor(ConfigurationSources sources)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions
        {
            ContentRootPath = AppContext.BaseDirectory,
            EnvironmentName = sources.HostEnvironment,
            ApplicationName = "gateway",
        });
        sources.AddTo(builder.Configuration);
        return builder;
    }

    /// <summary>The certificates that https endpoints show; null leaves them to Kestrel's own settings.</summary>
    public static async Task<LiveCertificates?> CertificatesAsync(
        WebApplicationBuilder builder, ConfigurationReading.Valid reading, CancellationToken cancellationToken)
    {
        using var loggers = LoggerFactory.Create(logging =>
            GatewayApplication.ConfigureLogging(logging, builder.Configuration, builder.Environment));
        var options = await StartCertificates.FindAsync(
            reading.Configuration.Options.Certificates,
            (builder.Environment.EnvironmentName, builder.Configuration),
            TimeProvider.System,
            loggers.CreateLogger("Gateway.Security"),
            cancellationToken);
        return options.Count == 0 ? null : new LiveCertificates(options);
    }

    private static int Refuse(IReadOnlyCollection<ConfigurationFault> faults)
    {
        Console.Error.WriteLine($"gateway: the configuration has {faults.Count} fault(s), so nothing was started:");
        foreach (var fault in faults)
        {
            Console.Error.WriteLine($"  {fault}");
        }

        return 1;
    }
}
