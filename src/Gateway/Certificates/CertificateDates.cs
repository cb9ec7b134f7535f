using System.Globalization;
using System.Security.Cryptography.X509Certificates;

namespace Gateway.Certificates;

/// <summary>The dates of a certificate. The platform gives them in the machine's own time zone; everything here compares in UTC.</summary>
internal static class CertificateDates
{
    /// <summary>The first moment it is valid.</summary>
    public static DateTimeOffset From(X509Certificate2 certificate) => new(certificate.NotBefore.ToUniversalTime());

    /// <summary>The last moment it is valid.</summary>
    public static DateTimeOffset To(X509Certificate2 certificate) => new(certificate.NotAfter.ToUniversalTime());

    /// <summary>The day, as people compare it.</summary>
    public static string Day(DateTimeOffset moment) => moment.UtcDateTime.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
