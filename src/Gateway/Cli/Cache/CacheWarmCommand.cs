using System.CommandLine;
using System.Text.Json.Nodes;
using Gateway.Caching;
using Gateway.Certificates;

namespace Gateway.Cli.Cache;

/// <summary><c>gateway cache warm</c>: has URLs fetched before a client asks for them.</summary>
internal static class CacheWarmCommand
{
    /// <summary>As long as the gateway itself gives all attempts of one request together by default, twice over for a batch.</summary>
    private const int Seconds = 600;

    /// <summary>Enough that the gateway's four at once rarely wait for the slowest, few enough that the bar moves.</summary>
    private const int Batch = 20;

    /// <summary>The command.</summary>
    public static Command Create()
    {
        var urls = new Argument<string[]>("URL")
        {
            Description = "What to fetch, as a client asks for it; can be given more than once.",
            Arity = ArgumentArity.ZeroOrMore,
        };
        var file = new Option<string?>("--file")
        {
            Description = "A file with one URL to a line; - for standard input. Empty lines and lines that begin with # are passed over.",
            HelpName = "FILE",
        };
        var command = new Command("warm", "Has the gateway fetch URLs, so that they are stored when a client comes.") { urls, file };
        var json = JsonOutput.AddTo(command);
        var arguments = AdminArguments.AddTo(command, Seconds);
        command.SetAction(async (result, cancellationToken) =>
        {
            var wanted = await WantedAsync(result.GetValue(urls) ?? [], result.GetValue(file), cancellationToken);
            using var admin = new AdminClient(arguments.TargetOf(result));
            var streams = result.InvocationConfiguration;
            var warmed = await ProgressScreen.RunAsync(
                streams.Error, "Warming", wanted.Count, done => WarmAsync(admin, wanted, done, cancellationToken));
            Write(streams, warmed, result.GetValue(json));
            return warmed.TrueForAll(IsWarm) ? 0 : CommandLine.NotSo;
        });
        return command;
    }

    private static async Task<IReadOnlyList<string>> WantedAsync(string[] urls, string? file, CancellationToken cancellationToken)
    {
        var lines = file switch
        {
            null => [],
            "-" => (await Console.In.ReadToEndAsync(cancellationToken)).Split('\n'),
            _ => await LinesAsync(file, cancellationToken),
        };
        List<string> wanted = [.. urls, .. lines.Select(line => line.Trim()).Where(line => line.Length > 0 && line[0] != '#')];
        return wanted.Count > 0
            ? wanted
            : throw new UsageException("Nothing says what is to be warmed; give URLs, or a file of them with --file.");
    }

    private static async Task<string[]> LinesAsync(string file, CancellationToken cancellationToken)
    {
        try
        {
            return await File.ReadAllLinesAsync(file, cancellationToken);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new CommandException(CertificateFile.Unreadable(file), exception);
        }
    }

    private static async Task<List<WarmedUrl>> WarmAsync(
        AdminClient admin, IReadOnlyList<string> wanted, Action<int> done, CancellationToken cancellationToken)
    {
        var warmed = new List<WarmedUrl>(wanted.Count);
        foreach (var batch in wanted.Chunk(Batch))
        {
            var order = new JsonObject { ["urls"] = new JsonArray([.. batch.Select(url => (JsonNode)url)]) };
            warmed.AddRange(admin.Read<WarmAnswer>(await admin.PostAsync("api/cache/warm", order, cancellationToken)).Urls);
            done(batch.Length);
        }

        return warmed;
    }

    private static void Write(InvocationConfiguration streams, List<WarmedUrl> warmed, bool asJson)
    {
        var good = warmed.Count(IsWarm);
        if (asJson)
        {
            JsonOutput.Write(streams.Output, new { warmed = good, urls = warmed });
            return;
        }

        foreach (var url in warmed)
        {
            streams.Output.WriteLine($"{(url.Status is { } status ? ShownFigure.Count(status) : "-"),3}  {url.Cache ?? "-",-11} {url.Url}");
            if (url.Error is not null)
            {
                streams.Output.WriteLine($"     {url.Error}");
            }
        }

        streams.Output.WriteLine($"warmed {good} of {warmed.Count}");
    }

    /// <summary>Whether it was fetched: an answer of an upstream that says the thing is not there is no warmth.</summary>
    private static bool IsWarm(WarmedUrl url) => url.Error is null && url.Status is < 400;

    private sealed record WarmAnswer(IReadOnlyList<WarmedUrl> Urls);
}
