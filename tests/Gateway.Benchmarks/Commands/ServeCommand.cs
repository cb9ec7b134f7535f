using System.CommandLine;
using Gateway.Benchmarks.Roles;

namespace Gateway.Benchmarks.Commands;

/// <summary>The servers that this program is when it starts itself: hidden, for they are no use to a person.</summary>
internal static class ServeCommand
{
    private static readonly Option<int> Port = new("--port") { Required = true };

    /// <summary>The command.</summary>
    public static Command Create()
    {
        var answers = new Option<string>("--answers") { Required = true };
        var destination = new Option<string>("--destination") { Required = true };
        var hosts = new Option<int>("--hosts");
        return new Command("serve", "One of the servers behind and beside the gateway.")
        {
            Role("origin", [], (_, port, token) => Origin.ServeAsync(port, token)),
            Role("collector", [], (_, port, token) => Collector.ServeAsync(port, token)),
            Role("bare-kestrel", [answers], (parsed, port, token) => BareKestrel.ServeAsync(port, parsed.GetRequiredValue(answers), token)),
            Role("bare-yarp", [destination, hosts], (parsed, port, token) =>
                BareYarp.ServeAsync(port, new Uri(parsed.GetRequiredValue(destination)), parsed.GetValue(hosts), token)),
        };
    }

    private static Command Role(string name, IEnumerable<Option> options, Func<ParseResult, int, CancellationToken, Task<int>> serve)
    {
        var command = new Command(name) { Port };
        foreach (var option in options)
        {
            command.Add(option);
        }

        command.SetAction((parsed, token) => serve(parsed, parsed.GetRequiredValue(Port), token));
        return command;
    }
}
