using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging.Console;

namespace Gateway.Telemetry.Lines;

/// <summary>The console: text for a developer, JSON for whatever collects the output of a service.</summary>
internal static class ConsoleLines
{
    /// <summary>Adds the console.</summary>
    /// <param name="logging">The logging of the process, with its configuration.</param>
    /// <param name="isDevelopment">Whether a person reads it; <c>Logging:Console:FormatterName</c> chooses otherwise.</param>
    public static void AddConsoleLines(this ILoggingBuilder logging, bool isDevelopment)
    {
        logging.Services.TryAddSingleton(TimeProvider.System);

        // Before the console adds its own reading of the configuration, which then wins.
        logging.Services.Configure<ConsoleLoggerOptions>(options =>
            options.FormatterName = isDevelopment ? TextLineFormatter.FormatterName : JsonLineFormatter.FormatterName);
        logging.AddConsole();
        logging.Services.AddSingleton<ConsoleFormatter, TextLineFormatter>();
        logging.Services.AddSingleton<ConsoleFormatter, JsonLineFormatter>();
    }
}
