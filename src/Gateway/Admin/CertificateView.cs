namespace Gateway.Admin;

/// <summary>A certificate that the gateway shows, as <c>GET /api/certificates</c> has it.</summary>
/// <param name="Subject">Whose it is.</param>
/// <param name="Names">The server names it is shown for; of one towards an upstream, its own.</param>
/// <param name="Expires">The last moment it is valid.</param>
/// <param name="DaysLeft">Whole days until then; negative when it is past.</param>
/// <param name="Path">Its file.</param>
/// <param name="Fault">Why what the files hold now is not what is used; null when it is.</param>
/// <param name="Upstream">The upstream that it is shown to; null when it is the server's.</param>
/// <param name="Warnings">What works, though some clients will not accept it, or not for long.</param>
internal sealed record CertificateView(
    string Subject,
    IReadOnlyList<string> Names,
    DateTimeOffset Expires,
    int DaysLeft,
    string Path,
    string? Fault,
    string? Upstream,
    IReadOnlyList<string> Warnings);
