using Gateway.Configuration;
using Gateway.Configuration.Sources;
using Gateway.Environments;
using Gateway.Security.Certificates;
using Gateway.Telemetry.Lines;
using Microsoft.AspNetCore.Connections;

namespace Gateway;

/// <summary>Puts the application together from a builder that has its configuration sources.</summary>
internal static class GatewayApplication
{
    /// <summary>Builds the application; it listens once it is started.</summary>
    /// <param name="builder">The builder, with the configuration sources in place.</param>
    /// <param name="reading">What they say, found without fault.</param>
    /// <param name="sources">The sources, watched for changes while the application runs.</param>
    /// <param name="certificates">What https endpoints show; null leaves that to Kestrel's own settings.</param>
    public static WebApplication Build(
        WebApplicationBuilder builder, ConfigurationReading.Valid reading, ConfigurationSources sources, LiveCertificates? certificates)
    {
        builder.WebHost.UseKestrel((context, kestrel) => GatewayListeners.Configure(kestrel, context.Configuration, certificates));
        builder.Services.AddSingleton<IMemoryPoolFactory<byte>, BlockPool.Factory>();
        builder.WebHost.UseSockets(GatewayListeners.Configure);
        ConfigureLogging(builder.Logging, builder.Configuration, builder.Environment);
        builder.Services.AddRouting();
        builder.Services.AddGateway(reading.Configuration);
        TrustedTraces.Install(builder.Services);
        builder.Services.AddSingleton(sources);
        builder.Services.AddSingleton(new ConfigurationReader(GatewayRules.All));
        builder.Services.AddHostedService<ReloadService>();
        if (certificates is not null)
        {
            builder.Services.AddSingleton(certificates);
        }

        var app = builder.Build();
        foreach (var warning in reading.Warnings)
        {
            Environments.Log.ConfigurationWarning(app.Logger, warning.Path, warning.Message);
        }

        var state = app.Services.GetRequiredService<GatewayState>();
        state.Prepare(reading.Configuration);
        app.UseGateway(state);
        return app;
    }

    /// <summary>Where lines go, and which.</summary>
    public static void ConfigureLogging(ILoggingBuilder logging, IConfiguration configuration, IHostEnvironment host)
    {
        // Beneath the settings: a file given with --config replaces the shipped ones, and is not to have to repeat these.
        logging.AddFilter("Microsoft.AspNetCore", LogLevel.Warning);

        // A change of a destination's health is a line of its own; a single failed probe with its stack trace is not worth one.
        logging.AddFilter("Yarp.ReverseProxy.Health.ActiveHealthCheckMonitor", LogLevel.Error);
        logging.AddConfiguration(configuration.GetSection("Logging"));
        logging.AddConsoleLines(host.IsDevelopment());
    }
}
