namespace Gateway.Configuration;

/// <summary>The admin listener.</summary>
internal sealed class AdminOptions
{
    /// <summary>
    /// Where it listens: an http or https URL, of a loopback address unless <see cref="Tokens"/> or <see cref="ClientCertificates"/> say
    /// who may use it; an empty text turns it off. With https it shows the certificates of <c>Gateway:Certificates</c>.
    /// </summary>
    public string Url { get; set; } = "http://127.0.0.1:9900";

    /// <summary>The tokens of operators. With at least one, only liveness and readiness are told to others.</summary>
    public List<AdminTokenOptions> Tokens { get; set; } = [];

    /// <summary>Client certificates of operators, which count beside tokens; needs https.</summary>
    public ClientCertificateOptions? ClientCertificates { get; set; }

    /// <summary>
    /// Which of those certificates are operators': <c>CN=</c>, <c>DNS=</c> or <c>URI=</c> and a text in which <c>*</c> stands for any run
    /// of characters. An authority that names agents, too, must not make each of them an operator.
    /// </summary>
    public List<string> Operators { get; set; } = [];

    /// <summary>Whether the listener asks who is there.</summary>
    public bool DemandsIdentity => Tokens.Count > 0 || ClientCertificates is not null;
}

/// <summary>The token of an operator, by its hash only.</summary>
internal sealed class AdminTokenOptions
{
    /// <summary>Whose it is, as it shall stand in the audit log.</summary>
    public string Name { get; set; } = "";

    /// <summary><c>sha256:</c> and 64 hexadecimal digits, as <c>gateway token create</c> prints it.</summary>
    public string Hash { get; set; } = "";

    /// <summary>From when on it is refused; null for never.</summary>
    public DateTimeOffset? Expires { get; set; }
}
