using System.ComponentModel.DataAnnotations;
using Gateway.Configuration.Form;

namespace Gateway.Configuration;

/// <summary>What may be asked of a repository; grants are given by these.</summary>
internal enum GrantAction
{
    /// <summary>GET, HEAD, OPTIONS and the formats' safe POSTs.</summary>
    Read,

    /// <summary>PUT, POST, PATCH, and methods that the gateway does not know.</summary>
    Publish,

    /// <summary>DELETE.</summary>
    Delete,

    /// <summary>PURGE: what is cached of a URL is dropped.</summary>
    Purge,
}

/// <summary>What a request without a credential may do.</summary>
internal enum AnonymousAccess
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>Read everything.</summary>
    Read,
}

/// <summary>How it is asked whether a certificate was taken back.</summary>
internal enum RevocationCheck
{
    /// <summary>It is not asked.</summary>
    None,

    /// <summary>By lists on this machine; nothing is fetched.</summary>
    Offline,

    /// <summary>By what the certificate itself names (OCSP, CRL), fetched within a few seconds.</summary>
    Online,
}

/// <summary>Client certificates that a policy accepts.</summary>
internal sealed class ClientCertificateOptions
{
    /// <summary>PEM files of the only roots that are trusted; at least one.</summary>
    public List<string> TrustedRoots { get; set; } = [];

    /// <summary>Whether and how revocation is checked.</summary>
    public RevocationCheck Revocation { get; set; } = RevocationCheck.None;

    /// <summary>Files of certificate revocation lists (RFC 5280 §5; PEM or DER) for <see cref="RevocationCheck.Offline"/>.</summary>
    public List<string> RevocationLists { get; set; } = [];

    /// <summary>Whether a request without a client certificate is refused, whatever token it carries.</summary>
    public bool Required { get; set; }

    /// <summary>How long a token lasts that the holder of a client certificate asks for.</summary>
    [Range(typeof(TimeSpan), DurationLimits.Millisecond, DurationLimits.Day)]
    public TimeSpan TokenLifetime { get; set; } = TimeSpan.FromHours(1);
}

/// <summary>An access token, by its hash only.</summary>
internal sealed class TokenOptions
{
    /// <summary>Whose it is. Two tokens of one name are one identity, so that a new one can be in use before the old one ends.</summary>
    public string Name { get; set; } = "";

    /// <summary><c>sha256:</c> and 64 hexadecimal digits, as <c>gateway token create</c> prints it.</summary>
    public string Hash { get; set; } = "";

    /// <summary>The roles it has.</summary>
    public List<string> Roles { get; set; } = [];

    /// <summary>From when on it is refused; null for never.</summary>
    public DateTimeOffset? Expires { get; set; }
}

/// <summary>What who has a role may do, and which client certificates have it by themselves.</summary>
internal sealed class RoleOptions
{
    /// <summary>
    /// Patterns of certificates: <c>CN=</c>, <c>DNS=</c> or <c>URI=</c> and a text in which <c>*</c> stands for any run of characters.
    /// </summary>
    public List<string> Certificates { get; set; } = [];

    /// <summary>What it may do; nothing else.</summary>
    public List<GrantOptions> Grants { get; set; } = [];
}

/// <summary>One grant: these actions on these names of these repositories.</summary>
internal sealed class GrantOptions
{
    /// <summary>Repositories, or ids of the user's own routes; <c>*</c> stands for any run of characters. At least one.</summary>
    public List<string> Repositories { get; set; } = [];

    /// <summary>Names of packages in which <c>*</c> stands for any run of characters, also slashes.</summary>
    public List<string> Names { get; set; } = ["*"];

    /// <summary>The actions.</summary>
    public List<GrantAction> Actions { get; set; } = [GrantAction.Read];
}
