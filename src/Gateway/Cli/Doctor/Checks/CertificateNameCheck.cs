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
