using System.Globalization;
using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using Gateway.Errors;

namespace Gateway.Upstreams;

/// <summary>Checks a destination's certificate: date, name, and a chain to the upstream's own roots or the system's.</summary>
/// <param name="roots">The only roots that are trusted; null for the system's.</param>
/// <param name="time">The clock that dates are checked by.</param>
internal sealed class UpstreamCertificateCheck(X509Certificate2Collection? roots, TimeProvider time)
{
    /// <summary>The callback of <see cref="SslClientAuthenticationOptions"/>.</summary>
    /// <exception cref="UpstreamCertificateException">The certificate is refused; the exception says why.</exception>
    public bool Accept(object sender, X509Certificate? certificate, X509Chain? chain, SslPolicyErrors errors)
    {
        if (Refusal(certificate as X509Certificate2, chain, errors) is { } refusal)
        {
            throw refusal;
        }

        return certificate is not null;
    }

    private UpstreamCertificateException? Refusal(X509Certificate2? shown, X509Chain? chain, SslPolicyErrors errors)
    {
        if (shown is null)
        {
            return new UpstreamCertificateException(ErrorCode.UpstreamCertificateUntrusted, "is missing");
        }

        var now = time.GetUtcNow().UtcDateTime;
        if (now > shown.NotAfter.ToUniversalTime())
        {
            return new UpstreamCertificateException(ErrorCode.UpstreamCertificateExpired, $"expired on {Day(shown.NotAfter)}");
        }

        if (now < shown.NotBefore.ToUniversalTime())
        {
            return new UpstreamCertificateException(ErrorCode.UpstreamCertificateExpired, $"is not valid before {Day(shown.NotBefore)}");
        }

        if (errors.HasFlag(SslPolicyErrors.RemoteCertificateNameMismatch))
        {
            return new UpstreamCertificateException(
                ErrorCode.UpstreamCertificateName, $"is for {Names(shown)}, not for the name it was asked by");
        }

        return IsTrusted(shown, chain, errors)
            ? null
            : new UpstreamCertificateException(
                ErrorCode.UpstreamCertificateUntrusted, $"was issued by '{shown.Issuer}', which no trusted root vouches for");
    }

    private bool IsTrusted(X509Certificate2 shown, X509Chain? chain, SslPolicyErrors errors)
    {
        if (roots is null)
        {
            return !errors.HasFlag(SslPolicyErrors.RemoteCertificateChainErrors);
        }

        using var own = new X509Chain();
        own.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        own.ChainPolicy.CustomTrustStore.AddRange(roots);
        own.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        own.ChainPolicy.VerificationTime = time.GetUtcNow().LocalDateTime;
        own.ChainPolicy.DisableCertificateDownloads = true;
        if (chain is not null)
        {
            own.ChainPolicy.ExtraStore.AddRange(chain.ChainElements.Select(element => element.Certificate).ToArray());
            own.ChainPolicy.ExtraStore.AddRange(chain.ChainPolicy.ExtraStore);
        }

        return own.Build(shown);
    }

    private static string Day(DateTime date) => date.ToUniversalTime().ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    private static string Names(X509Certificate2 certificate)
    {
        var alternative = certificate.Extensions.OfType<X509SubjectAlternativeNameExtension>().FirstOrDefault();
        return alternative?.EnumerateDnsNames().ToList() is { Count: > 0 } names ? string.Join(", ", names.Take(5)) : certificate.Subject;
    }
}
