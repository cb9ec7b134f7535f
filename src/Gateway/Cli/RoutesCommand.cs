using System.CommandLine;
using Gateway.Configuration;
using Spectre.Console;

namespace Gateway.Cli;

/// <summary><c>gateway routes</c>: prints the compiled table.</summary>
internal static class RoutesCommand
{
    /// <summary>The command.</summary>
    public static Command Create()
    {
        var command = new Command("routes", "Prints the compiled table: environment, host, path, repository, upstreams, policy, cache.");
        var arguments = ConfigurationArguments.AddTo(command);
        var json = JsonOutput.AddTo(command);
        var identity = new Option<string?>("--as")
        {
            Description = "Prints what this identity may do instead: a token's name, CN=, DNS= or URI= of a certificate, or anonymous.",
            HelpName = "NAME",
        };
        command.Options.Add(identity);
        command.SetAction(result =>
        {
            var reading = arguments.SourcesOf(result).Read(new ConfigurationReader(GatewayRules.All));
            if (reading is not ConfigurationReading.Valid valid)
            {
                FaultReport.Write(result.InvocationConfiguration.Error, ((ConfigurationReading.Faulty)reading).Faults);
                return CommandLine.NotSo;
            }

            if (result.GetValue(identity) is { } name)
            {
                return WriteAccess(result.InvocationConfiguration, valid.Configuration, name, result.GetValue(json));
            }

            var rows = RouteTable.Of(valid.Configuration);
            if (result.GetValue(json))
            {
                JsonOutput.Write(result.InvocationConfiguration.Output, rows);
            }
            else
            {
                Write(result.InvocationConfiguration.Output, rows);
            }

            return 0;
        });
        return command;
    }

    private static int WriteAccess(InvocationConfiguration streams, LoadedConfiguration configuration, string identity, bool asJson)
    {
        var rows = AccessTable.Of(configuration, identity, out var isKnown);
        if (asJson)
        {
            JsonOutput.Write(streams.Output, rows);
        }
        else
        {
            WriteAccess(streams.Output, rows);
        }

        if (!isKnown)
        {
            streams.Error.WriteLine($"gateway: no policy knows '{identity}': it is no token's name and no role's certificates match it.");
        }

        return isKnown ? 0 : CommandLine.NotSo;
    }

    private static void WriteAccess(TextWriter output, IReadOnlyList<AccessRow> rows)
    {
        var screen = TableScreen.For(output);
        var table = screen.Table("Environment", "Repository", "Names", "Actions", "Role");
        foreach (var row in rows)
        {
            table.AddRow(new Text(row.Environment), new Text(row.Repository), new Text(string.Join(", ", row.Names)),
                new Text(string.Join(", ", row.Actions)), new Text(row.Role));
        }

        screen.Write(table);
    }

    private static void Write(TextWriter output, IReadOnlyList<RouteRow> rows)
    {
        var screen = TableScreen.For(output);
        var table = screen.Table("Environment", "Host", "Path", "Repository", "Upstreams", "Policy", "Cache");
        foreach (var row in rows)
        {
            table.AddRow(new Text(row.Environment), new Text(row.Host), new Text(row.Path), new Text(row.Repository),
                new Text(string.Join(" > ", row.Upstreams)), new Text(row.Policy), new Text(row.Cache));
        }

        screen.Write(table);
    }
}
