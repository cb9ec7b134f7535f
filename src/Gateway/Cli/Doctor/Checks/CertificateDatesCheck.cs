using System.Globalization;
using System.Security.Cryptography.X509Certificates;

namespace Gateway.Cli.Doctor.Checks;

/// <summary>Whether every certificate that the server sent is in date.</summary>
internal sealed class CertificateDatesCheck : ICheck
{
    /// <summary>Long enough to renew by hand, short enough not to cry wolf over certificates that live 90 days.</summary>
    private static readonly TimeSpan EndsSoon = TimeSpan.FromDays(14);

    /// <inheritdoc/>
    public string Title => "certificate dates";

    /// <summary>Name and chain are looked at all the same, so that one visit finds all that is wrong.</summary>
    public bool CarriesTheRest => false;

    /// <inheritdoc/>
    public IAsyncEnumerable<Finding> CheckAsync(Walk walk, CancellationToken cancellationToken) =>
        Look(walk).ToAsyncEnumerable();

    private IEnumerable<Finding> Look(Walk walk)
    {
        if (walk.Tls?.Leaf is not { } leaf)
        {
            yield break;
        }

        var now = walk.Time.GetUtcNow();
        var faults = walk.Tls.Others.Prepend(leaf).Select(certificate => Judge(certificate, now)).OfType<Finding>().ToList();
        foreach (var fault in faults)
        {
            yield return fault;
        }

        if (faults.Count == 0)
        {
            var left = (int)(leaf.NotAfter.ToUniversalTime() - now.UtcDateTime).TotalDays;
            yield return new Finding(Title, FindingWeight.Good, "certificate-in-date", $"valid until {Day(leaf.NotAfter)}, {left} "
                + "days left");
        }
    }

    private Finding? Judge(X509Certificate2 certificate, DateTimeOffset now)
    {
        var (from, to) = (certificate.NotBefore.ToUniversalTime(), certificate.NotAfter.ToUniversalTime());
        if (now.UtcDateTime > to)
        {
            return new Finding(
                Title, FindingWeight.Fault, "certificate-expired",
                $"The certificate {certificate.Subject} expired on {Day(to)}; by this machine's clock it is {Day(now.UtcDateTime)}.",
                "Renew it at the server. If that date is not today's, this machine's clock is wrong.");
        }

        if (now.UtcDateTime < from)
        {
            return new Finding(
                Title, FindingWeight.Fault, "certificate-not-yet-valid",
                $"The certificate {certificate.Subject} is not valid before {Day(from)}; by this machine's clock it is "
                + $"{Day(now.UtcDateTime)}.",
                "Set the clock of whichever machine is wrong: this one, or the one that issued the certificate.");
        }

        return to - now.UtcDateTime < EndsSoon
            ? new Finding(
                Title, FindingWeight.Warning, "certificate-ends-soon", $"The certificate {certificate.Subject} ends on "
                    + $"{Day(to)}.", "Renew it.")
            : null;
    }

    private static string Day(DateTime date) => date.ToUniversalTime().ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
