using System.CommandLine;
using Gateway.Security.Certificates;

namespace Gateway.Cli;

/// <summary><c>gateway certs init</c>: an authority and a server certificate for development.</summary>
internal static class CertsInitCommand
{
    /// <summary>The command.</summary>
    public static Command Create()
    {
        var directory = CertsCommand.DirectoryOption();
        var hosts = new Option<string[]>("--host")
        {
            Description = "A further name or address for the server certificate; can be given more than once.",
            HelpName = "NAME",
        };
        var command = new Command("init", "Makes an authority and a server certificate for localhost; keeps what is still good.")
        {
            directory,
            hosts,
        };
        var json = JsonOutput.AddTo(command);
        command.SetAction(async (result, cancellationToken) =>
        {
            var further = (result.GetValue(hosts) ?? []).Select(ValidName);
            var files = await new DevelopmentCertificates(result.GetRequiredValue(directory), TimeProvider.System).EnsureAsync(
                [.. DevelopmentCertificates.StandardNames.Union(further, StringComparer.OrdinalIgnoreCase)], cancellationToken);
            if (result.GetValue(json))
            {
                JsonOutput.Write(result.InvocationConfiguration.Output, files);
            }
            else
            {
                Write(result.InvocationConfiguration.Output, files);
            }

            return 0;
        });
        return command;
    }

    private static string ValidName(string name) =>
        Uri.CheckHostName(name.StartsWith("*.", StringComparison.Ordinal) ? name[2..] : name) == UriHostNameType.Unknown
            ? throw new UsageException($"'{name}' is neither a host name nor an address.")
            : name;

    private static void Write(TextWriter output, DevelopmentCertificateFiles files)
    {
        output.WriteLine($"{(files.WasMade ? "made" : "kept")} {files.Certificate} with key {files.Key}");
        output.WriteLine($"  for {string.Join(", ", files.Names)}");
        output.WriteLine($"Clients must trust {files.Authority}:");
        output.WriteLine($"  npm, node    export NODE_EXTRA_CA_CERTS={Path.GetFullPath(files.Authority)}");
        output.WriteLine($"  go, openssl  export SSL_CERT_FILE={Path.GetFullPath(files.Authority)}");
        output.WriteLine($"  curl         curl --cacert {files.Authority} https://localhost:8443/");
    }
}
