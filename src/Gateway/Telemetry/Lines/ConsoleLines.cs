using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging.Console;
using Microsoft.Extensions.Options;

namespace Gateway.Telemetry.Lines;

/// <summary>The console: text for a developer, JSON for whatever collects the output of a service.</summary>
internal static class ConsoleLines
{
    /// <summary>Adds the console.</summary>
    /// <param name="logging">The logging of the process, with its configuration.</param>
    /// <param name="isDevelopment">Whether a person reads it; <c>Logging:Console:FormatterName</c> chooses otherwise.</param>
    public static void AddConsoleLines(this ILoggingBuilder logging, bool isDevelopment)
    {
        var services = logging.Services;
        services.TryAddSingleton(TimeProvider.System);

        // Before the console adds its own reading of the configuration, which then wins.
        services.Configure<ConsoleLoggerOptions>(options =>
            options.FormatterName = isDevelopment ? TextLineFormatter.FormatterName : JsonLineFormatter.FormatterName);

        // Its settings and formatters stay, all but the provider itself.
        logging.AddConsole();
        services.Remove(services.Single(service => service.ImplementationType == typeof(ConsoleLoggerProvider)));
        services.AddSingleton<ILoggerProvider, LineProvider>();
        services.AddSingleton(provider => new LineQueue(
            provider.GetRequiredService<IOptions<ConsoleLoggerOptions>>().Value.MaxQueueLength,
            Console.OpenStandardOutput(),
            Console.OpenStandardError()));
        services.AddSingleton<ConsoleFormatter, TextLineFormatter>();
        services.AddSingleton<ConsoleFormatter, JsonLineFormatter>();
    }
}
