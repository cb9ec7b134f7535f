using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Gateway.Certificates;
using Gateway.Environments;

namespace Gateway.Security.Identities;

/// <summary>
/// The client certificate that a proxy which ended the TLS connection vouches for: <c>Client-Cert</c> and <c>Client-Cert-Chain</c>
/// (RFC 9440), believed of <c>TrustedProxies</c> alone. Closed: one of the nested records.
/// </summary>
internal abstract record ForwardedCertificate
{
    /// <summary>The certificate.</summary>
    public const string Field = "Client-Cert";

    /// <summary>Its intermediates.</summary>
    public const string ChainField = "Client-Cert-Chain";

    /// <summary>A certificate of 8 KiB and its intermediates, in base64; more is no certificate.</summary>
    private const int Longest = 32 * 1024;

    private ForwardedCertificate()
    {
    }

    /// <summary>No trusted proxy says anything.</summary>
    public sealed record Absent : ForwardedCertificate;

    /// <summary>A trusted proxy vouches for one.</summary>
    /// <param name="Certificate">The certificate with its intermediates.</param>
    public sealed record Found(PeerCertificate Certificate) : ForwardedCertificate;

    /// <summary>A trusted proxy says something that is no certificate.</summary>
    /// <param name="Reason">What, as a sentence.</param>
    public sealed record Unreadable(string Reason) : ForwardedCertificate;

    /// <summary>Reads the fields of a request.</summary>
    public static ForwardedCertificate Read(HttpContext context, GatewayRequest request)
    {
        var fields = context.Request.Headers[Field];
        if (fields.Count == 0 || !request.Published.Snapshot.TrustedProxies.Contains(context.Connection.RemoteIpAddress))
        {
            return new Absent();
        }

        var chain = context.Request.Headers[ChainField].ToString();
        return fields is [{ Length: <= Longest } field] && chain.Length <= Longest && Parse(field, chain) is { } certificate
            ? new Found(certificate)
            : new Unreadable($"The field {Field} of the proxy holds no certificate as RFC 9440 writes it.");
    }

    /// <summary>The certificate that the two field values hold; null when they hold none.</summary>
    public static PeerCertificate? Parse(string field, string chain)
    {
        try
        {
            return OfItem(field) is { } leaf
                ? new PeerCertificate(leaf, [.. chain.Split(',', StringSplitOptions.RemoveEmptyEntries).Select(item => OfItem(item)
                    ?? throw new CryptographicException("An item of the chain is no byte sequence."))])
                : null;
        }
        catch (CryptographicException)
        {
            return null;
        }
    }

    /// <summary>A byte sequence (RFC 9651 §3.3.5): base64 between colons.</summary>
    private static X509Certificate2? OfItem(string item)
    {
        var text = item.Trim();
        if (text.Length < 3 || text[0] != ':' || text[^1] != ':')
        {
            return null;
        }

        var bytes = new byte[text.Length];
        return Convert.TryFromBase64String(text[1..^1], bytes, out var length)
            ? X509CertificateLoader.LoadCertificate(bytes.AsSpan(0, length))
            : null;
    }
}
