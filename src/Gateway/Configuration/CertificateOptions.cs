namespace Gateway.Configuration;

/// <summary>A server certificate and the names it is shown for.</summary>
internal sealed class CertificateOptions
{
    /// <summary>TLS server names: exact or <c>*.suffix</c>. Empty means the names in the certificate.</summary>
    public List<string> Hosts { get; set; } = [];

    /// <summary>A PEM file with the certificate, followed by its intermediates, or a PFX file.</summary>
    public string Path { get; set; } = "";

    /// <summary>The PEM file with the private key, when it is not in <see cref="Path"/>.</summary>
    public string? KeyPath { get; set; }

    /// <summary>The file that holds the password of the key or PFX, when it has one.</summary>
    public string? PasswordFile { get; set; }
}
