using System.CommandLine;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Gateway.Cli;

/// <summary>What <c>--json</c> makes of a command's data.</summary>
internal static class JsonOutput
{
    private static readonly JsonSerializerOptions Form = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) },
        // It goes to a terminal or a program, not into a web page: apostrophes stay readable.
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>Gives a command the option.</summary>
    public static Option<bool> AddTo(Command command)
    {
        var option = new Option<bool>("--json") { Description = "Writes JSON, for programs." };
        command.Options.Add(option);
        return option;
    }

    /// <summary>Writes a value.</summary>
    public static void Write(TextWriter output, object value) => output.WriteLine(JsonSerializer.Serialize(value, Form));
}
