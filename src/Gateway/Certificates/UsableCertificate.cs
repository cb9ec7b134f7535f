using System.Security.Cryptography.X509Certificates;
using Gateway.Configuration;

namespace Gateway.Certificates;

/// <summary>A certificate of the gateway's own that others would accept: it loads, has its key and is in date.</summary>
internal static class UsableCertificate
{
    /// <summary>Time enough for an order, an approval and a change window.</summary>
    private static readonly TimeSpan Soon = TimeSpan.FromDays(21);

    /// <summary>That it ends soon, in words; null when it does not.</summary>
    /// <param name="leaf">The certificate.</param>
    /// <param name="now">The moment from which days are counted.</param>
    public static string? EndsSoon(X509Certificate2 leaf, DateTimeOffset now) =>
        CertificateDates.To(leaf) - now is var left && left < Soon
            ? $"The certificate '{leaf.Subject}' expires on {Day(leaf)}, in {left.Days} days; renew it."
            : null;

    private static string Day(X509Certificate2 leaf) => CertificateDates.Day(CertificateDates.To(leaf));

    /// <summary>Loads it.</summary>
    /// <param name="options">The files.</param>
    /// <param name="now">The moment that dates are judged by.</param>
    public static CertificateFile Load(CertificateOptions options, DateTimeOffset now)
    {
        var file = CertificateFile.Load(options);
        if (file is not CertificateFile.Loaded { Leaf: var leaf })
        {
            return file;
        }

        if (CertificateDates.To(leaf) < now)
        {
            return new CertificateFile.Unusable(
                nameof(options.Path),
                $"The certificate '{leaf.Subject}' in '{options.Path}' expired on {Day(leaf)}; renew it.");
        }

        return CertificateDates.From(leaf) > now
            ? new CertificateFile.Unusable(
                nameof(options.Path),
                $"The certificate '{leaf.Subject}' in '{options.Path}' is valid only from "
                + $"{CertificateDates.Day(CertificateDates.From(leaf))}; check the clock, or wait.")
            : file;
    }
}
