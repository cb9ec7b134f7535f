namespace Gateway.Security.Identities;

/// <summary>What the holder of a client certificate is given: the answer to <c>POST /.gateway/token</c>.</summary>
/// <param name="Token">The token.</param>
/// <param name="Name">Who shows it, as the log names them.</param>
/// <param name="Environment">The only environment where it counts.</param>
/// <param name="Roles">Its roles.</param>
/// <param name="Expires">From when on it is refused.</param>
/// <param name="Host">The Host that was asked.</param>
/// <param name="Repositories">Where a role reaches.</param>
internal sealed record GivenToken(
    string Token, string Name, string Environment, IReadOnlyList<string> Roles, DateTimeOffset Expires, string Host,
    IReadOnlyList<ReachableRepository> Repositories);

/// <summary>A repository that an identity may do something in.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Path">Its mount path.</param>
/// <param name="Format">Its format, in lower case.</param>
internal sealed record ReachableRepository(string Name, string Path, string Format);
