using Microsoft.AspNetCore.Authentication;

namespace Gateway.Security.Identities;

/// <summary>The scheme's name, as in Microsoft.AspNetCore.Authentication.Certificate.</summary>
internal static class CertificateAuthenticationDefaults
{
    /// <summary>The scheme.</summary>
    public const string AuthenticationScheme = "Certificate";
}

/// <summary>
/// The scheme's own options: none beyond those of any scheme, since how a certificate is checked is for the policy of each environment
/// to say and not for the scheme.
/// </summary>
internal sealed class CertificateAuthenticationOptions : AuthenticationSchemeOptions;
