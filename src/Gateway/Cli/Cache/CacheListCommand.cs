using System.CommandLine;
using System.Globalization;
using System.Text.Json.Nodes;
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
            var most = ValidLimit(result.GetRequiredValue(limit));
            (string, string?)[] selection =
            [
                ("environment", result.GetValue(environment)),
                ("repository", result.GetValue(repository)),
                ("prefix", result.GetValue(prefix)),
            ];
            using var admin = new AdminClient(arguments.TargetOf(result));
            var streams = result.InvocationConfiguration;
            var answer = await ListAsync(admin, streams.Error, selection, most, cancellationToken);
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

    /// <summary>Asks, under a bar: whole when everything is listed, since only then the gateway's own count is that of the list.</summary>
    private static async Task<JsonObject> ListAsync(
        AdminClient admin, TextWriter error, (string Name, string? Value)[] selection, int limit, CancellationToken cancellationToken)
    {
        var isNarrowed = Array.Exists(selection, part => part.Value is not null);
        int? total = ProgressScreen.IsShownOn(error) && !isNarrowed ? await CountAsync(admin, limit, cancellationToken) : null;
        var query = QueryOf([.. selection, ("limit", limit.ToString(CultureInfo.InvariantCulture))]);
        return await ProgressScreen.RunAsync(error, "Listing", total, done =>
        {
            var count = new EntryCount();
            return admin.GetAsync($"api/cache/entries?{query}", piece => done(count.Add(piece.Span)), cancellationToken);
        });
    }

    /// <summary>How many there are to list: every tier holds a part of what the largest holds.</summary>
    private static async Task<int> CountAsync(AdminClient admin, int limit, CancellationToken cancellationToken)
    {
        var stored = admin.Read<CacheSummary>(await admin.GetAsync("api/cache", cancellationToken));
        return (int)Math.Min(limit, stored.Tiers.Select(tier => tier.Entries).DefaultIfEmpty().Max());
    }

    private static int ValidLimit(string text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var count) && count is > 0 and <= 10_000
            ? count
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
