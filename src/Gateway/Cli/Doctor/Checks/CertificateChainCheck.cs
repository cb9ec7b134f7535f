using System.Runtime.CompilerServices;
using System.Security.Cryptography.X509Certificates;
using Gateway.Certificates;

namespace Gateway.Cli.Doctor.Checks;

/// <summary>
/// Whether the chain leads from the certificate to a trusted root, using only what the server sent: clients fetch nothing that is missing.
/// It stands last of the certificate's checks; a server whose certificate any of them finds faulty is asked for nothing but its time.
/// </summary>
internal sealed class CertificateChainCheck : ICheck
{
    private const string Trust =
        "npm and node: export NODE_EXTRA_CA_CERTS=FILE; go, curl, openssl: export SSL_CERT_FILE=FILE; this command: --ca FILE; the "
        + "gateway towards "
        + "an upstream: Gateway:Upstreams:ID:Tls:TrustedRoots";

    /// <inheritdoc/>
    public string Title => "certificate chain";

    /// <inheritdoc/>
    public bool CarriesTheRest => false;

    /// <inheritdoc/>
    public async IAsyncEnumerable<Finding> CheckAsync(Walk walk, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if (walk.Tls is not { Leaf: { } leaf } handshake)
        {
            yield break;
        }

        if (handshake.IsTrusted)
        {
            var path = string.Join(" <- ", handshake.Chain.Select(certificate => certificate.Subject));
            yield return new Finding(Title, FindingWeight.Good, "certificate-trusted", path);
        }
        else
        {
            yield return UnsuitableCertificate.Of(handshake, walk.Time.GetUtcNow()) ?? Untrusted(handshake, leaf);
        }

        if (!handshake.IsInDate(walk.Time.GetUtcNow()))
        {
            await foreach (var finding in ClockCheck.BesideCertificateAsync(walk, cancellationToken))
            {
                yield return finding;
            }
        }
    }

    private Finding Untrusted(TlsHandshake handshake, X509Certificate2 leaf)
    {
        var top = handshake.Chain.Count > 0 ? handshake.Chain[^1] : leaf;
        var sent = handshake.Others.Count + 1;
        if (CertificateNames.IsSelfIssued(top))
        {
            var what = top.Thumbprint == leaf.Thumbprint ? "The certificate is self-signed" : $"The chain ends in '{top.Subject}'";
            return new Finding(
                Title, FindingWeight.Fault, "certificate-untrusted",
                $"{what}, which is not among the authorities that {Trusted(handshake)}.",
                $"If it is your own authority, have it trusted. {Trust}.");
        }

        return IsMissingIntermediate(handshake, top)
            ? new Finding(
                Title, FindingWeight.Fault, "certificate-missing-intermediate",
                $"The server sends {sent} certificate(s), and the issuer of the last, '{top.Issuer}', is missing: no trusted root is "
                + "that issuer.",
                $"Let the server send the certificate of '{top.Issuer}' after its own (append it to the certificate file: own "
                + "certificate first, "
                + "then its issuer). Browsers fetch what is missing; npm, go and this gateway do not. "
                + $"If that issuer is a root of your own, have it trusted. {Trust}.")
            : new Finding(
                Title, FindingWeight.Fault, "certificate-untrusted",
                $"The chain ends at the issuer '{top.Issuer}', which is not among the authorities that {Trusted(handshake)}.",
                $"If it is your own authority, have it trusted. {Trust}.");
    }

    /// <summary>
    /// A chain that ends at a leaf lacks an intermediate when roots were named and none of them issued it, or when the certificate
    /// says where its issuer can be fetched, as those of public authorities do. One that ends at an authority lacks its root.
    /// </summary>
    private static bool IsMissingIntermediate(TlsHandshake handshake, X509Certificate2 top)
    {
        if (top.Extensions.OfType<X509BasicConstraintsExtension>().Any(constraints => constraints.CertificateAuthority))
        {
            return false;
        }

        return handshake.Roots is not null || top.Extensions.OfType<X509AuthorityInformationAccessExtension>().Any();
    }

    private static string Trusted(TlsHandshake handshake) => handshake.Roots is null ? "this machine trusts" : "--ca names";
}
