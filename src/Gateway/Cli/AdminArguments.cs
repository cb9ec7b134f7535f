using System.CommandLine;
using System.Net;
using Gateway.Configuration;
using Gateway.Configuration.Sources;

namespace Gateway.Cli;

/// <summary>A running gateway's admin listener, and how to speak to it.</summary>
/// <param name="Address">Its address.</param>
/// <param name="Token">The bearer token to present, or null.</param>
/// <param name="Connection">How to connect.</param>
internal sealed record AdminTarget(Uri Address, string? Token, ConnectionSettings Connection);

/// <summary>
/// The arguments of commands that ask a running gateway: <c>--admin URL</c>, which the configuration answers when it is not given,
/// and what a protected listener wants to see. A token is never an argument itself: every user of a machine can read those.
/// </summary>
internal sealed class AdminArguments
{
    /// <summary>The environment variable that holds the token of a protected admin listener.</summary>
    public const string TokenVariable = "GATEWAY_ADMIN_TOKEN";

    private readonly ConnectionArguments _connection;

    private readonly Option<string?> _address = new("--admin")
    {
        Description = "The admin listener's URL; what the configuration says without it (Gateway:Admin:Url).",
        HelpName = "URL",
    };

    private readonly Option<string[]> _files = new("--config")
    {
        Description = "A file of settings that says where the admin listener is; can be given more than once, the later wins.",
        HelpName = "FILE",
        AllowMultipleArgumentsPerToken = false,
    };

    private readonly Option<string?> _tokenFile = new("--token-file")
    {
        Description = $"The file that holds the token of a protected admin listener; the variable {TokenVariable} without it.",
        HelpName = "FILE",
    };

    private AdminArguments(ConnectionArguments connection) => _connection = connection;

    /// <summary>Gives a command these arguments.</summary>
    /// <param name="command">The command.</param>
    /// <param name="seconds">How long it waits for an answer when nothing is said.</param>
    public static AdminArguments AddTo(Command command, int seconds = 30)
    {
        var arguments = new AdminArguments(ConnectionArguments.AddTo(command, seconds));
        command.Options.Add(arguments._address);
        command.Options.Add(arguments._files);
        command.Options.Add(arguments._tokenFile);
        return arguments;
    }

    /// <summary>The listener that the arguments, or else the configuration, name.</summary>
    /// <exception cref="UsageException">The address is none.</exception>
    /// <exception cref="CommandException">The configuration names none, or a file cannot be read.</exception>
    public AdminTarget TargetOf(ParseResult result) => new(
        result.GetValue(_address) is { } given
            ? AddressOf(given) ?? throw new UsageException(
                $"--admin is '{given}'; it must be an http or https URL such as http://127.0.0.1:9900.")
            : Configured(ConfigurationSources.Create(result.GetValue(_files) ?? [], [])),
        TokenOf(result.GetValue(_tokenFile)),
        _connection.SettingsOf(result));

    private static Uri Configured(ConfigurationSources sources)
    {
        // Only its form is read: whether certificates load and names resolve is no business of a client.
        if (sources.Read(new ConfigurationReader([])) is not ConfigurationReading.Valid valid)
        {
            throw new CommandException("The configuration that would say where the admin listener is has faults ('gateway check' names "
                + "them); mend it, or give the address with --admin URL.");
        }

        var written = valid.Configuration.Options.Admin.Url;
        if (written.Length == 0)
        {
            throw new CommandException("The configuration turns the admin listener off (Gateway:Admin:Url is empty); turn it on, or "
                + "give the address of another gateway's with --admin URL.");
        }

        return AddressOf(written)
            ?? throw new CommandException($"Gateway:Admin:Url is '{written}', which is no URL to connect to; give one with --admin URL.");
    }

    /// <summary>The URL to connect to; what is written for "every address" means this machine.</summary>
    private static Uri? AddressOf(string written)
    {
        var text = written
            .Replace("://*", "://localhost", StringComparison.Ordinal)
            .Replace("://+", "://localhost", StringComparison.Ordinal);
        if (!Uri.TryCreate(text, UriKind.Absolute, out var uri) || uri.Scheme is not ("http" or "https"))
        {
            return null;
        }

        var isAny = IPAddress.TryParse(uri.DnsSafeHost, out var address)
            && (address.Equals(IPAddress.Any) || address.Equals(IPAddress.IPv6Any));
        return isAny ? new UriBuilder(uri) { Host = "localhost" }.Uri : uri;
    }

    private static string? TokenOf(string? file) => file is not null
        ? TokenFile.Read(file)
        : Environment.GetEnvironmentVariable(TokenVariable) is { Length: > 0 } variable ? variable.Trim() : null;
}
