namespace Gateway.Certificates;

/// <summary>What is wrong with a certificate that somebody showed.</summary>
internal enum CertificateFault
{
    /// <summary>It, or an authority above it, is past its end.</summary>
    Expired,

    /// <summary>It is before its beginning.</summary>
    NotYetValid,

    /// <summary>Its extended key usage is for something else (RFC 5280 §4.2.1.12).</summary>
    WrongUsage,

    /// <summary>The authority that issued it is no root, and its certificate did not come along.</summary>
    MissingIntermediate,

    /// <summary>It leads to no trusted root.</summary>
    UnknownAuthority,

    /// <summary>Its issuer took it back.</summary>
    Revoked,

    /// <summary>Whether it was taken back cannot be learnt.</summary>
    RevocationUnknown,

    /// <summary>Another fault of its chain.</summary>
    BrokenChain,
}

/// <summary>Whether a certificate holds. Closed: one of the nested records.</summary>
internal abstract record CertificateVerdict
{
    private CertificateVerdict()
    {
    }

    /// <summary>It does.</summary>
    public sealed record Accepted : CertificateVerdict;

    /// <summary>It does not.</summary>
    /// <param name="Fault">What is wrong with it.</param>
    /// <param name="Reason">The end of a sentence that begins with the certificate.</param>
    public sealed record Refused(CertificateFault Fault, string Reason) : CertificateVerdict;
}
