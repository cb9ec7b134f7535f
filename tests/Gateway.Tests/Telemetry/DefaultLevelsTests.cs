using Gateway.Telemetry;
using Gateway.TestKit;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Xunit;

namespace Gateway.Tests.Telemetry;

/// <summary>Levels of lines that belong to no request, with the shipped settings replaced by a file that says nothing of them.</summary>
public sealed class DefaultLevelsTests
{
    private const string Probes = "Yarp.ReverseProxy.Health.ActiveHealthCheckMonitor";

    [Theory]
    [InlineData(Probes, LogLevel.Error)]
    [InlineData("Yarp.ReverseProxy.Configuration", LogLevel.Warning)]
    [InlineData("Microsoft.AspNetCore.Server.Kestrel", LogLevel.Warning)]
    [InlineData("Microsoft.Hosting.Lifetime", LogLevel.Information)]
    [InlineData("Gateway.Upstreams", LogLevel.Information)]
    [InlineData(Probes, LogLevel.Information, Probes, "Information")]
    [InlineData(Probes, LogLevel.Error, "Default", "Debug")]
    [InlineData("Yarp.ReverseProxy.Configuration", LogLevel.Debug, "Yarp", "Debug")]
    [InlineData("Yarp.ReverseProxy.Configuration", LogLevel.Warning, "Default", "Debug")]
    [InlineData("Microsoft.AspNetCore.Server.Kestrel", LogLevel.Debug, "Microsoft.AspNetCore", "Debug")]
    [InlineData("Gateway.Upstreams", LogLevel.Debug, "Default", "Debug")]
    public void Category_WithOrWithoutItsSetting_IsWrittenFrom(string category, LogLevel lowest, string? setting = null, string value = "")
    {
        var configuration = new ConfigurationBuilder()
            .AddInMemoryCollection(setting is null ? [] : [KeyValuePair.Create($"Logging:LogLevel:{setting}", (string?)value)])
            .Build();
        var host = new HostApplicationBuilder(new HostApplicationBuilderSettings { EnvironmentName = "Production" }).Environment;
        var services = new ServiceCollection();
        services.AddSingleton<IConfiguration>(configuration);
        services.AddSingleton<IPostConfigureOptions<LoggerFilterOptions>, RequestLogFilter>();
        services.AddLogging(logging =>
        {
            GatewayApplication.ConfigureLogging(logging, configuration, host);
            logging.ClearProviders();
            logging.AddProvider(new LogCollector());
        });
        using var provider = services.BuildServiceProvider();

        var logger = provider.GetRequiredService<ILoggerFactory>().CreateLogger(category);

        Assert.Equal(lowest, Enum.GetValues<LogLevel>().First(logger.IsEnabled));
    }
}
