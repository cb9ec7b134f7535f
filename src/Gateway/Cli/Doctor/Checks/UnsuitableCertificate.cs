using System.Security.Cryptography.X509Certificates;
using Gateway.Security.Certificates;

namespace Gateway.Cli.Doctor.Checks;

/// <summary>
/// Tells of a chain that ends in a trusted root and is refused all the same, because a certificate of it is not made for this use.
/// </summary>
internal static class UnsuitableCertificate
{
    /// <summary>Faults that a missing or unknown authority explains.</summary>
    private const X509ChainStatusFlags LacksTrust =
        X509ChainStatusFlags.UntrustedRoot | X509ChainStatusFlags.PartialChain | X509ChainStatusFlags.ExplicitDistrust;

    /// <summary>The finding, when that is what is wrong; otherwise null.</summary>
    public static Finding? Of(TlsHandshake handshake, DateTimeOffset now)
    {
        if (handshake.Faults.Count == 0 || handshake.Faults.Any(fault => (fault.Status & LacksTrust) != X509ChainStatusFlags.NoError))
        {
            return null;
        }

        var fault = handshake.Faults[0];
        return new Finding(
            "certificate chain", FindingWeight.Fault, "certificate-unsuitable",
            $"'{fault.Certificate.Subject}' cannot be used here: {Reason(fault, now)}.",
            "Have it issued anew for what it is: a server's certificate with the extended key usage serverAuth, signed by a certificate "
            + "that is an authority (basic constraints CA:TRUE), with a key and a signature that today's clients accept.");
    }

    private static string Reason(ChainFault fault, DateTimeOffset now) => fault.Status switch
    {
        X509ChainStatusFlags.NotValidForUsage =>
            $"it is not made for servers, but for {CertificateWords.Of(fault.Certificate, now).Usages}",
        X509ChainStatusFlags.InvalidBasicConstraints => "it has signed another certificate and is no authority",
        X509ChainStatusFlags.NotSignatureValid => "its signature is not that of its issuer",
        X509ChainStatusFlags.InvalidNameConstraints or X509ChainStatusFlags.HasExcludedNameConstraint
            or X509ChainStatusFlags.HasNotPermittedNameConstraint => "its authority may not issue for that name",
        X509ChainStatusFlags.HasWeakSignature => "its signature is too weak",
        X509ChainStatusFlags.Revoked => "its authority has revoked it",
        _ => fault.Words.TrimEnd('.'),
    };
}
