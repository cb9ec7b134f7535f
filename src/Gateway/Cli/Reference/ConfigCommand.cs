using System.CommandLine;

namespace Gateway.Cli.Reference;

/// <summary><c>gateway config</c>: what can be written into a settings file, told by the program itself.</summary>
internal static class ConfigCommand
{
    /// <summary>The schema's file at the repository's root and beside the executable.</summary>
    public const string SchemaFile = "gateway.schema.json";

    /// <summary>The page with the reference.</summary>
    public const string PageFile = "docs/configuration.md";

    /// <summary>The page with the help of every command.</summary>
    public const string HelpFile = "docs/command-help.md";

    /// <summary>The command with its own commands.</summary>
    public static Command Create() => new("config", "Prints what can be written into a settings file.")
    {
        Printing("schema", "Prints the JSON schema of a settings file, for editors.", SettingsSchema.Text),
        Printing("reference", "Prints every setting with its default and meaning, as Markdown.", ReferencePage.Tables),
        Update(),
    };

    private static Command Printing(string name, string description, Func<XmlDescriptions, string> text)
    {
        var command = new Command(name, description);
        command.SetAction(result =>
        {
            result.InvocationConfiguration.Output.Write(text(XmlDescriptions.OfThisProgram()));
            return 0;
        });
        return command;
    }

    /// <summary>For those who work on the gateway: brings the generated files of the repository up to date.</summary>
    private static Command Update()
    {
        var folder = new Argument<string>("FOLDER") { Description = "The root of the repository." };
        var command = new Command("update", $"Writes {SchemaFile}, {HelpFile} and the tables of {PageFile} anew.") { folder };
        command.Hidden = true;
        command.SetAction(async (result, cancellationToken) =>
        {
            var root = result.GetRequiredValue(folder);
            var page = Path.Combine(root, PageFile);
            if (!File.Exists(page))
            {
                throw new CommandException($"'{root}' is not the root of the repository: there is no {PageFile} in it.");
            }

            var descriptions = XmlDescriptions.OfThisProgram();
            await File.WriteAllTextAsync(
                page, ReferencePage.Renew(await File.ReadAllTextAsync(page, cancellationToken), descriptions), cancellationToken);
            await File.WriteAllTextAsync(Path.Combine(root, SchemaFile), SettingsSchema.Text(descriptions), cancellationToken);
            var help = CommandPage.Text((RootCommand)result.RootCommandResult.Command);
            await File.WriteAllTextAsync(Path.Combine(root, HelpFile), help, cancellationToken);
            await result.InvocationConfiguration.Output.WriteLineAsync($"wrote {PageFile}, {SchemaFile} and {HelpFile}");
            return 0;
        });
        return command;
    }
}
