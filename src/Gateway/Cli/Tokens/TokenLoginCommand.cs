using System.CommandLine;
using System.Globalization;
using Gateway.Security.Certificates;
using Gateway.Security.Identities;

namespace Gateway.Cli.Tokens;

/// <summary>
/// <c>gateway token login URL</c>: a short-lived token for the holder of a client certificate, as the lines that go, npm and others read.
/// </summary>
internal sealed class TokenLoginCommand
{
    private readonly Argument<string> _url = new("URL")
    {
        Description = "The gateway as clients of the environment reach it, such as https://modules.example.com.",
    };

    private readonly Option<string?> _netrc = new("--netrc")
    {
        Description = "Writes the token into this .netrc (go, curl), in the place of what it has for the host.",
        HelpName = "FILE",
    };

    private readonly Option<string?> _npmrc = new("--npmrc")
    {
        Description = "Writes the token into this .npmrc, for each npm repository that the roles reach.",
        HelpName = "FILE",
    };

    private readonly Option<bool> _json;
    private readonly ConnectionArguments _connection;

    private TokenLoginCommand(Command command)
    {
        command.Arguments.Add(_url);
        command.Options.Add(_netrc);
        command.Options.Add(_npmrc);
        _json = JsonOutput.AddTo(command);
        _connection = ConnectionArguments.AddTo(command, seconds: 30);
        command.SetAction(RunAsync);
    }

    /// <summary>The command.</summary>
    public static Command Create()
    {
        var command = new Command(
            "login", "Asks a gateway for a short-lived token with a client certificate; prints or writes the lines for .netrc and .npmrc.");
        _ = new TokenLoginCommand(command);
        return command;
    }

    private async Task<int> RunAsync(ParseResult result, CancellationToken cancellationToken)
    {
        var server = ServerOf(result.GetRequiredValue(_url));
        var settings = _connection.SettingsOf(result);
        if (settings.Certificate is null)
        {
            throw new UsageException("A token is given to the holder of a client certificate; name it with --cert FILE and --key FILE.");
        }

        var given = await TokenExchange.AskAsync(server, settings, cancellationToken);
        var lines = new LoginLines(server, given);
        var written = Write(lines, result.GetValue(_netrc), result.GetValue(_npmrc));
        Print(result.InvocationConfiguration.Output, given, lines, written, result.GetValue(_json));
        return 0;
    }

    private static void Print(TextWriter output, GivenToken given, LoginLines lines, List<string> written, bool asJson)
    {
        if (asJson)
        {
            JsonOutput.Write(output, new
            {
                given.Token,
                given.Name,
                given.Environment,
                given.Roles,
                given.Expires,
                lines.Netrc,
                Npmrc = lines.NpmrcLines,
                Written = written,
            });
            return;
        }

        output.WriteLine($"{given.Name} in {given.Environment} until {given.Expires.ToString("u", CultureInfo.InvariantCulture)}, "
            + $"roles: {(given.Roles.Count == 0 ? "none" : string.Join(", ", given.Roles))}");
        if (written.Count == 0)
        {
            Print(output, lines);
        }

        foreach (var file in written)
        {
            output.WriteLine($"wrote {file}");
        }
    }

    private static void Print(TextWriter output, LoginLines lines)
    {
        output.WriteLine();
        output.WriteLine("for .netrc (go, curl), or written there by --netrc FILE:");
        output.WriteLine($"  {lines.Netrc}");
        if (lines.NpmrcLines.Count > 0)
        {
            output.WriteLine("for .npmrc, or written there by --npmrc FILE:");
            foreach (var line in lines.NpmrcLines)
            {
                output.WriteLine($"  {line}");
            }
        }
    }

    private static List<string> Write(LoginLines lines, string? netrc, string? npmrc)
    {
        var written = new List<string>();
        if (netrc is not null)
        {
            Change(netrc, text => NetrcText.With(text, lines.Machine, lines.Netrc));
            written.Add(netrc);
        }

        if (npmrc is not null)
        {
            Change(npmrc, text => NpmrcText.With(text, lines.Npmrc));
            written.Add(npmrc);
        }

        return written;
    }

    private static void Change(string file, Func<string, string> change)
    {
        // Those who keep such files elsewhere and link to them keep the link.
        var path = new FileInfo(file) is { LinkTarget: not null } link ? link.ResolveLinkTarget(returnFinalTarget: true)!.FullName : file;
        PrivateFile.Write(path, change(File.Exists(path) ? File.ReadAllText(path) : ""));
    }

    private static Uri ServerOf(string text)
    {
        if (!Uri.TryCreate(text, UriKind.Absolute, out var uri) || uri.Scheme != Uri.UriSchemeHttps)
        {
            throw new UsageException(
                $"'{text}' must be an https URL such as https://modules.example.com; a client certificate is shown over TLS only.");
        }

        return new Uri(uri.GetLeftPart(UriPartial.Authority));
    }

    /// <summary>What the tools read.</summary>
    private sealed class LoginLines(Uri server, GivenToken given)
    {
        /// <summary>go and curl look a machine up by its name, without the port.</summary>
        public string Machine { get; } = server.Host;

        public string Netrc { get; } = NetrcText.EntryOf(server.Host, given.Name, given.Token);

        public IReadOnlyList<(string Key, string Value)> Npmrc { get; } =
        [
            .. given.Repositories
                .Where(repository => repository.Format == "npm")
                .Select(repository => (NpmrcText.KeyOf(server, repository.Path), given.Token)),
        ];

        public IReadOnlyList<string> NpmrcLines => [.. Npmrc.Select(NpmrcText.LineOf)];
    }
}
