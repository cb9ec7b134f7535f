using System.CommandLine;

namespace Gateway.Cli;

/// <summary><c>gateway certs</c>: makes certificates for development, explains any.</summary>
internal static class CertsCommand
{
    /// <summary>The command with its own commands.</summary>
    public static Command Create() => new("certs", "Makes certificates for development, and explains any certificate file.")
    {
        CertsInitCommand.Create(),
        CertsClientCommand.Create(),
        CertsShowCommand.Create(),
    };

    /// <summary>The option that says which folder is meant.</summary>
    public static Option<string> DirectoryOption() => new("--directory")
    {
        Description = "The folder of the certificates.",
        HelpName = "FOLDER",
        DefaultValueFactory = _ => Security.Certificates.StartCertificates.Folder,
    };
}
