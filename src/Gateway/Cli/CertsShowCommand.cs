using System.CommandLine;
using Gateway.Security.Certificates;

namespace Gateway.Cli;

/// <summary><c>gateway certs show FILE</c>: explains a certificate file in words.</summary>
internal static class CertsShowCommand
{
    /// <summary>The command.</summary>
    public static Command Create()
    {
        var file = new Argument<string>("FILE") { Description = "A PEM, DER or PFX file." };
        var keyFile = new Option<string?>("--key")
        {
            Description = "The PEM file of the key; a file of the same name with .key is tried without it.",
            HelpName = "FILE",
        };
        var passwordFile = new Option<string?>("--password-file")
        {
            Description = "The file that holds the password of the PFX or of the key.",
            HelpName = "FILE",
        };
        var command = new Command("show", "Explains a certificate file: names, dates, usages, order of the chain, whether the key matches.")
        {
            file,
            keyFile,
            passwordFile,
        };
        var json = JsonOutput.AddTo(command);
        command.SetAction(result =>
        {
            var files = new CertificateFiles(result.GetRequiredValue(file), result.GetValue(keyFile), result.GetValue(passwordFile));
            return Explain(files, result.GetValue(json), result.InvocationConfiguration);
        });
        return command;
    }

    private static int Explain(CertificateFiles files, bool asJson, InvocationConfiguration streams)
    {
        switch (CertificateExplanation.Of(files, TimeProvider.System.GetUtcNow()))
        {
            case CertificateExplanation.Explained explained when asJson:
                JsonOutput.Write(streams.Output, explained);
                return explained.KeyIsFaulty ? CommandLine.NotSo : 0;
            case CertificateExplanation.Explained explained:
                Write(streams.Output, explained);
                return explained.KeyIsFaulty ? CommandLine.NotSo : 0;
            case CertificateExplanation.Unreadable unreadable:
                streams.Error.WriteLine($"gateway: {unreadable.Reason}");
                return CommandLine.NotSo;
            default:
                throw new InvalidOperationException("A file is explained or unreadable.");
        }
    }

    private static void Write(TextWriter output, CertificateExplanation.Explained explained)
    {
        foreach (var certificate in explained.Certificates)
        {
            output.WriteLine(certificate.Subject);
            Line(output, "names", certificate.Names.Count == 0 ? "none" : string.Join(", ", certificate.Names));
            Line(output, "issuer", certificate.Issuer);
            Line(output, "valid", certificate.Validity);
            Line(output, "key", certificate.Key);
            Line(output, "usages", certificate.Usages);
            Line(output, "serial", certificate.Serial);
            Line(output, "sha256", certificate.Fingerprint);
            output.WriteLine();
        }

        Line(output, "chain", explained.Chain);
        Line(output, "key", explained.PrivateKey);
    }

    private static void Line(TextWriter output, string label, string text) => output.WriteLine($"  {label,-8}{text}");
}
