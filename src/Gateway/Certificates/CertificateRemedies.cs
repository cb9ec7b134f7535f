namespace Gateway.Certificates;

/// <summary>What to do about a faulty certificate: other people's business on each side.</summary>
/// <param name="Usage">Why its usage does not do, and what does.</param>
/// <param name="Renew">About one that has ended.</param>
/// <param name="Replace">About one that was taken back.</param>
/// <param name="Trust">About an authority that nobody knows.</param>
/// <param name="Send">About an intermediate that did not come along.</param>
internal sealed record CertificateRemedies(string Usage, string Renew, string Replace, string Trust, string Send)
{
    private static readonly CertificateRemedies ForClients = new(
        "is not for clients (its extended key usage lacks clientAuth); ask for one that is",
        "renew it",
        "ask for a new one",
        "use one from a trusted authority",
        "let the client send its intermediate along");

    private static readonly CertificateRemedies ForServers = new(
        "is not for servers (its extended key usage lacks serverAuth); let the upstream show one that is",
        "let the upstream renew it",
        "let the upstream show a new one",
        "name its root under Tls:TrustedRoots if it is to be trusted",
        "let the upstream send its intermediate along");

    /// <summary>The words for one side.</summary>
    public static CertificateRemedies Of(CertificateUse use) => use == CertificateUse.Client ? ForClients : ForServers;
}
