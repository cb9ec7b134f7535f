using System.CommandLine;
using System.Globalization;
using System.Text.Json.Nodes;

namespace Gateway.Cli.Cache;

/// <summary><c>gateway cache purge</c>: marks stored responses stale, or removes them.</summary>
internal sealed class CachePurgeCommand
{
    private const string Forms =
        "give one of URL; --tag TAG; --all; or any of --environment, --repository and --prefix";

    private readonly Argument<string?> _url = new("URL")
    {
        Description = "All variants of this URL, as a client asks for it.",
        Arity = ArgumentArity.ZeroOrOne,
    };

    private readonly Option<string?> _environment = CacheCommand.EnvironmentOption();

    private readonly Option<string?> _repository = CacheCommand.RepositoryOption();

    private readonly Option<string?> _prefix = new("--prefix")
    {
        Description = "Only what lies below this path: from the host's root, or with --repository from its mount.",
        HelpName = "PATH",
    };

    private readonly Option<string?> _tag = new("--tag")
    {
        Description = "What carries this tag: an upstream's Cache-Tag or Surrogate-Key, or npm:NAME, npm:NAME@VERSION.",
        HelpName = "TAG",
    };

    private readonly Option<bool> _all = new("--all") { Description = "Everything, in every environment." };

    private readonly Option<bool> _hard = new("--hard")
    {
        Description = "Removes it. Without this it is marked stale: confirmed by the upstream (304, no download) before it is used.",
    };

    private CachePurgeCommand()
    {
    }

    /// <summary>The command.</summary>
    public static Command Create()
    {
        var purge = new CachePurgeCommand();
        var command = new Command("purge", "Marks stored responses stale, or removes them; prints how many. None is no fault.")
        {
            purge._url,
            purge._environment,
            purge._repository,
            purge._prefix,
            purge._tag,
            purge._all,
            purge._hard,
        };
        var json = JsonOutput.AddTo(command);
        var arguments = AdminArguments.AddTo(command);
        command.SetAction(async (result, cancellationToken) =>
        {
            var order = purge.OrderOf(result);
            using var admin = new AdminClient(arguments.TargetOf(result));
            var answer = await admin.PostAsync("api/cache/purge", order, cancellationToken);
            var output = result.InvocationConfiguration.Output;
            if (result.GetValue(json))
            {
                JsonOutput.Write(output, answer);
                return 0;
            }

            var purged = admin.Read<PurgeAnswer>(answer).Purged;
            var what = result.GetValue(purge._hard) ? "removed" : "marked stale";
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{what}: {purged} {(purged == 1 ? "entry" : "entries")}"));
            return 0;
        });
        return command;
    }

    private JsonObject OrderOf(ParseResult result)
    {
        var below = new[] { ("environment", _environment), ("repository", _repository), ("prefix", _prefix) }
            .Select(part => (Name: part.Item1, Value: result.GetValue(part.Item2)))
            .Where(part => part.Value is not null)
            .ToList();
        var order = new JsonObject();
        Add("url", result.GetValue(_url));
        Add("tag", result.GetValue(_tag));
        if (result.GetValue(_all))
        {
            order["all"] = true;
        }

        var said = order.Count + (below.Count > 0 ? 1 : 0);
        if (said != 1)
        {
            throw new UsageException(
                said == 0 ? $"Nothing says what is to be purged; {Forms}." : $"This says more than one thing; {Forms}.");
        }

        below.ForEach(part => Add(part.Name, part.Value));
        order["soft"] = !result.GetValue(_hard);
        return order;

        void Add(string name, string? value)
        {
            if (value is not null)
            {
                order[name] = value;
            }
        }
    }

    private sealed record PurgeAnswer(long Purged);
}
