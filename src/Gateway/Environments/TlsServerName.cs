namespace Gateway.Environments;

/// <summary>
/// The server name by which a connection's certificate was chosen, as a feature of the connection. Whoever takes that choice out of the
/// server's hands sets it: the server's own <c>ITlsHandshakeFeature</c> knows the name only when the server chose.
/// </summary>
/// <param name="Value">The name as the client sent it.</param>
internal sealed record TlsServerName(string Value);
