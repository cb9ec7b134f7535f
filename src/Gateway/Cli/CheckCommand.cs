using System.CommandLine;
using Gateway.Configuration;
using Gateway.Configuration.Sources;

namespace Gateway.Cli;

/// <summary><c>gateway check</c>: reads and validates everything that a start would, and names every fault.</summary>
internal static class CheckCommand
{
    /// <summary>The command.</summary>
    public static Command Create()
    {
        var command = new Command("check", "Reads and validates everything that a start would; names every fault at once with its path.");
        var arguments = ConfigurationArguments.AddTo(command);
        var json = JsonOutput.AddTo(command);
        command.SetAction(result =>
        {
            var sources = arguments.SourcesOf(result);
            var reading = sources.Read(new ConfigurationReader(GatewayRules.All));
            var output = result.InvocationConfiguration.Output;
            if (result.GetValue(json))
            {
                JsonOutput.Write(output, AsData(reading, sources));
            }
            else
            {
                WriteText(output, reading, sources);
            }

            return reading is ConfigurationReading.Valid ? 0 : CommandLine.NotSo;
        });
        return command;
    }

    private static void WriteText(TextWriter output, ConfigurationReading reading, ConfigurationSources sources)
    {
        foreach (var file in sources.Files)
        {
            output.WriteLine(File.Exists(file) ? $"read {file}" : $"read {file} (absent)");
        }

        switch (reading)
        {
            case ConfigurationReading.Faulty faulty:
                FaultReport.Write(output, faulty.Faults);
                break;
            case ConfigurationReading.Valid valid:
                foreach (var warning in valid.Warnings)
                {
                    output.WriteLine($"warning: {warning}");
                }

                output.WriteLine($"configuration is valid: {Summary(valid.Configuration)}");
                break;
        }
    }

    private static string Summary(LoadedConfiguration configuration) =>
        $"{Count(configuration.Options.Environments.Count, "environment", "environments")}, "
        + $"{Count(configuration.Options.Repositories.Count, "repository", "repositories")}, "
        + Count(configuration.Clusters.Count, "upstream", "upstreams");

    private static string Count(int count, string one, string many) => count == 1 ? $"1 {one}" : $"{count} {many}";

    private static object AsData(ConfigurationReading reading, ConfigurationSources sources) => new
    {
        Valid = reading is ConfigurationReading.Valid,
        sources.Files,
        Faults = (reading as ConfigurationReading.Faulty)?.Faults ?? [],
        Warnings = (reading as ConfigurationReading.Valid)?.Warnings ?? [],
    };
}
