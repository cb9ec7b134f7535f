using System.Buffers;
using System.CommandLine;
using Gateway.Security.Certificates;

namespace Gateway.Cli;

/// <summary><c>gateway certs client NAME</c>: a client certificate for development.</summary>
internal static class CertsClientCommand
{
    private static readonly SearchValues<char> NameCharacters =
        SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_.");

    // The files of the authority and of the server certificate have these names.
    private static readonly string[] TakenNames = ["ca", "server"];

    /// <summary>The command.</summary>
    public static Command Create()
    {
        var name = new Argument<string>("NAME") { Description = "The common name, such as ci-build; also the name of the files." };
        var directory = CertsCommand.DirectoryOption();
        var uris = new Option<string[]>("--uri")
        {
            Description = "A URI of the subject alternative name, such as spiffe://corp/ci/build; can be given more than once.",
            HelpName = "URI",
        };
        var command = new Command("client", "Makes a client certificate, signed by the authority of 'certs init'.")
        {
            name,
            directory,
            uris,
        };
        var json = JsonOutput.AddTo(command);
        command.SetAction(async (result, cancellationToken) =>
        {
            var commonName = ValidName(result.GetRequiredValue(name));
            var (certificate, key) = await new DevelopmentCertificates(result.GetRequiredValue(directory), TimeProvider.System)
                .MakeClientAsync(commonName, [.. (result.GetValue(uris) ?? []).Select(ValidUri)], cancellationToken);
            var output = result.InvocationConfiguration.Output;
            if (result.GetValue(json))
            {
                JsonOutput.Write(output, new { Name = commonName, Certificate = certificate, Key = key });
            }
            else
            {
                output.WriteLine($"made {certificate} with key {key} for CN={commonName}");
                output.WriteLine($"  curl --cert {certificate} --key {key} ...");
            }

            return 0;
        });
        return command;
    }

    private static string ValidName(string name) =>
        name.Length is > 0 and <= 64 && !name.AsSpan().ContainsAnyExcept(NameCharacters) && name[0] != '.'
        && !TakenNames.Contains(name, StringComparer.OrdinalIgnoreCase)
            ? name
            : throw new UsageException(
                $"'{name}' cannot be the name of a client certificate; "
                + "use letters, digits, hyphens, underscores and dots, and neither ca nor server.");

    private static Uri ValidUri(string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var uri) && text.Contains("://", StringComparison.Ordinal)
            ? uri
            : throw new UsageException($"'{text}' is not a URI; write one such as spiffe://corp/ci/build.");
}
