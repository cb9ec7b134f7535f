using System.CommandLine;
using System.Globalization;
using Gateway.Admin;
using Spectre.Console;

namespace Gateway.Cli.Cache;

/// <summary><c>gateway cache ls</c>: the stored responses.</summary>
internal static class CacheListCommand
{
    private const string DefaultLimit = "100";

    /// <summary>The command.</summary>
    public static Command Create()
    {
        var prefix = new Argument<string?>("PREFIX")
        {
            Description = "Only what lies below this path: from the host's root, or with --repository from its mount.",
            Arity = ArgumentArity.ZeroOrOne,
        };
        var environment = CacheCommand.EnvironmentOption();
        var repository = CacheCommand.RepositoryOption();
        var limit = LimitOption();
        var command = new Command("ls", "Lists stored responses.") { prefix, environment, repository, limit };
        var json = JsonOutput.AddTo(command);
        var arguments = AdminArguments.AddTo(command);
        command.SetAction(async (result, cancellationToken) =>
        {
            var query = QueryOf(
                ("environment", result.GetValue(environment)),
                ("repository", result.GetValue(repository)),
                ("prefix", result.GetValue(prefix)),
                ("limit", ValidLimit(result.GetRequiredValue(limit))));
            using var admin = new AdminClient(arguments.TargetOf(result));
            var streams = result.InvocationConfiguration;
            var answer = await ProgressScreen.RunAsync(
                streams.Error, "Listing", () => admin.GetAsync($"api/cache/entries?{query}", cancellationToken));
            if (result.GetValue(json))
            {
                JsonOutput.Write(streams.Output, answer);
                return 0;
            }

            Write(streams.Output, streams.Error, admin.Read<CacheListing>(answer));
            return 0;
        });
        return command;
    }

    private static Option<string> LimitOption() => new("--limit")
    {
        Description = "How many at most: 1 to 10000.",
        HelpName = "COUNT",
        DefaultValueFactory = _ => DefaultLimit,
    };

    private static string ValidLimit(string text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var count) && count is > 0 and <= 10_000
            ? text
            : throw new UsageException($"--limit is '{text}'; it must be a number from 1 to 10000.");

    private static string QueryOf(params (string Name, string? Value)[] parts) => string.Join(
        '&', parts.Where(part => part.Value is not null).Select(part => $"{part.Name}={Uri.EscapeDataString(part.Value!)}"));

    private static void Write(TextWriter output, TextWriter error, CacheListing listing)
    {
        if (listing.Entries.Count == 0)
        {
            error.WriteLine("Nothing is stored there.");
            return;
        }

        var screen = TableScreen.For(output);
        var table = screen.Table("Status", "Size", "Age", "Fresh for", "Environment", "Repository", "Target");
        foreach (var entry in listing.Entries)
        {
            table.AddRow(
                new Text(entry.Status.ToString(CultureInfo.InvariantCulture)),
                new Text(ShownFigure.Size(entry.Bytes)),
                new Text(ShownFigure.Seconds(entry.Age)),
                new Text(Freshness(entry)),
                new Text(entry.Environment),
                new Text(entry.Repository),
                new Text(entry.Target));
        }

        screen.Write(table);
        if (listing.Truncated)
        {
            error.WriteLine($"The first {listing.Entries.Count} entries; there are more. Narrow with PREFIX, --environment, --repository, "
                + "or ask for more with --limit.");
        }
    }

    private static string Freshness(CacheEntryView entry)
    {
        if (entry.MarkedStale)
        {
            return "purged softly";
        }

        return entry.TimeToLive < 0 ? $"stale for {ShownFigure.Seconds(-entry.TimeToLive)}" : ShownFigure.Seconds(entry.TimeToLive);
    }
}
