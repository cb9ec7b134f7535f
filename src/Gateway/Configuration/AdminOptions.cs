namespace Gateway.Configuration;

/// <summary>The admin listener.</summary>
internal sealed class AdminOptions
{
    /// <summary>
    /// Where it listens: an http URL, of a loopback address unless <see cref="Tokens"/> has one; an empty text turns it off.
    /// </summary>
    public string Url { get; set; } = "http://127.0.0.1:9900";

    /// <summary>The tokens of operators. With at least one, only liveness and readiness are told to others.</summary>
    public List<AdminTokenOptions> Tokens { get; set; } = [];
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
