using System.Collections.Immutable;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Authentication;

namespace Gateway.Security.Identities;

/// <summary>The scheme's name, as in Microsoft.AspNetCore.Authentication.Certificate.</summary>
internal static class CertificateAuthenticationDefaults
{
    /// <summary>The scheme.</summary>
    public const string AuthenticationScheme = "Certificate";
}

/// <summary>
/// How client certificates are checked. The names are those of Microsoft.AspNetCore.Authentication.Certificate, which the package
/// source lacks, so that it can take the place of this class.
/// </summary>
internal sealed class CertificateAuthenticationOptions : AuthenticationSchemeOptions
{
    /// <summary>Whether the system's roots or <see cref="CustomTrustStore"/> are trusted.</summary>
    public X509ChainTrustMode ChainTrustValidationMode { get; set; } = X509ChainTrustMode.System;

    /// <summary>The only roots that are trusted.</summary>
    public X509Certificate2Collection CustomTrustStore { get; } = [];

    /// <summary>Whether a certificate that has usages must have client authentication among them.</summary>
    public bool ValidateCertificateUse { get; set; } = true;

    /// <summary>Whether the dates count.</summary>
    public bool ValidateValidityPeriod { get; set; } = true;

    /// <summary>Which certificates of the chain are asked about.</summary>
    public X509RevocationFlag RevocationFlag { get; set; } = X509RevocationFlag.ExcludeRoot;

    /// <summary>How the platform asks whether a certificate was taken back.</summary>
    public X509RevocationMode RevocationMode { get; set; } = X509RevocationMode.Online;

    /// <summary>
    /// Lists that are asked instead of the platform; the package has no such thing. With any, a chain without one is refused.
    /// </summary>
    public ImmutableArray<RevocationList> RevocationLists { get; set; } = [];
}
