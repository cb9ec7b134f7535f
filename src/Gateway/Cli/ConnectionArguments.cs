using System.CommandLine;
using System.Globalization;
using System.Security.Cryptography.X509Certificates;
using Gateway.Certificates;
using Gateway.Configuration;

namespace Gateway.Cli;

/// <summary>How a command connects to a server.</summary>
/// <param name="Roots">The only roots it trusts; null for the system's.</param>
/// <param name="Certificate">The client certificate it shows, with its key; null for none.</param>
/// <param name="Timeout">How long it waits for one step.</param>
internal sealed record ConnectionSettings(
    X509Certificate2Collection? Roots, CertificateFile.Loaded? Certificate, TimeSpan Timeout)
{
    /// <summary>The name that the server's certificate must be for; null for the host of the URL.</summary>
    public string? ServerName { get; init; }
}

/// <summary>
/// The arguments of every command that connects to a server: <c>--ca FILE</c>, <c>--cert FILE</c>, <c>--key FILE</c>, <c>--timeout</c>.
/// </summary>
internal sealed class ConnectionArguments
{
    /// <summary>A day: nobody waits longer at a terminal, and a timer still takes it.</summary>
    private const double LongestSeconds = 86_400;

    private readonly Option<string?> _authority = new("--ca")
    {
        Description = "A PEM file of the only authorities to trust, such as certs/ca.pem; the system's without it.",
        HelpName = "FILE",
    };

    private readonly Option<string?> _certificate = new("--cert")
    {
        Description = "The client certificate to show: a PEM or PFX file.",
        HelpName = "FILE",
    };

    private readonly Option<string?> _key = new("--key")
    {
        Description = "The PEM file of the client certificate's key, when it is not in the same file.",
        HelpName = "FILE",
    };

    private readonly Option<string> _timeout;

    private ConnectionArguments(int seconds)
    {
        _timeout = new Option<string>("--timeout")
        {
            Description = "How many seconds to wait for an answer.",
            HelpName = "SECONDS",
            DefaultValueFactory = _ => seconds.ToString(CultureInfo.InvariantCulture),
        };
    }

    /// <summary>Gives a command these arguments.</summary>
    /// <param name="command">The command.</param>
    /// <param name="seconds">How long it waits when nothing is said.</param>
    public static ConnectionArguments AddTo(Command command, int seconds)
    {
        var arguments = new ConnectionArguments(seconds);
        command.Options.Add(arguments._authority);
        command.Options.Add(arguments._certificate);
        command.Options.Add(arguments._key);
        command.Options.Add(arguments._timeout);
        return arguments;
    }

    /// <summary>What the arguments say.</summary>
    /// <exception cref="UsageException">A value makes no sense.</exception>
    /// <exception cref="CommandException">A file cannot be used.</exception>
    public ConnectionSettings SettingsOf(ParseResult result)
    {
        var timeout = result.GetRequiredValue(_timeout);
        if (!double.TryParse(timeout, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var seconds)
            || seconds is <= 0 or > LongestSeconds)
        {
            throw new UsageException($"--timeout is '{timeout}'; it must be a number of seconds above 0, such as 30.");
        }

        return new ConnectionSettings(
            RootsOf(result.GetValue(_authority)),
            CertificateOf(result.GetValue(_certificate), result.GetValue(_key)),
            TimeSpan.FromSeconds(seconds));
    }

    private static X509Certificate2Collection? RootsOf(string? file)
    {
        if (file is null)
        {
            return null;
        }

        var content = CertificateFile.Read(file) ?? throw new CommandException(CertificateFile.Unreadable(file));
        var roots = CertificateFile.ReadAll(content, password: null)
            ?? throw new CommandException($"'{file}' holds no certificate; --ca takes a PEM file with the authority's certificate.");
        return [.. roots];
    }

    private static CertificateFile.Loaded? CertificateOf(string? file, string? keyFile) => (file, keyFile) switch
    {
        (null, null) => null,
        (null, _) => throw new UsageException("--key is of no use without --cert; name the client certificate too."),
        _ => CertificateFile.Load(new CertificateOptions { Path = file, KeyPath = keyFile }) switch
        {
            CertificateFile.Loaded loaded => loaded,
            CertificateFile.Unusable unusable => throw new CommandException(unusable.Reason),
            _ => throw new InvalidOperationException("A file is loaded or unusable."),
        },
    };
}
