using System.Security.Cryptography.X509Certificates;
using Gateway.Security.Certificates;

namespace Gateway.Cli.Doctor.Checks;

/// <summary>Whether the certificate is for the name in the URL.</summary>
internal sealed class CertificateNameCheck : ICheck
{
    /// <inheritdoc/>
    public string Title => "certificate name";

    /// <inheritdoc/>
    public bool CarriesTheRest => false;

    /// <inheritdoc/>
    public IAsyncEnumerable<Finding> CheckAsync(Walk walk, CancellationToken cancellationToken) => Look(walk).ToAsyncEnumerable();

    private IEnumerable<Finding> Look(Walk walk)
    {
        if (walk.Tls?.Leaf is not { } leaf)
        {
            yield break;
        }

        var names = CertificateWords.Of(leaf, walk.Time.GetUtcNow()).Names;
        var shown = names.Count == 0 ? "no name at all" : string.Join(", ", names);
        if (walk.Tls.IsForName && !leaf.Extensions.OfType<X509SubjectAlternativeNameExtension>().Any())
        {
            yield return new Finding(
                Title,
                FindingWeight.Warning,
                "certificate-common-name",
                $"{walk.ServerName} is only the common name of the certificate: npm takes that, go and browsers do not.",
                $"Let it be issued anew with {walk.ServerName} among its subject alternative names.");
            yield break;
        }

        yield return walk.Tls.IsForName
            ? new Finding(Title, FindingWeight.Good, "certificate-for-name", $"for {shown}")
            : new Finding(
                Title,
                FindingWeight.Fault,
                "certificate-name",
                $"The certificate is for {shown}, and not for {walk.ServerName}.",
                $"Ask by one of its names, or let the server show a certificate that has {walk.ServerName} among its subject "
                + "alternative names "
                + "(the common name does not count).");
    }
}
