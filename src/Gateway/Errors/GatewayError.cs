namespace Gateway.Errors;

/// <summary>One occurrence of an error that the gateway itself answers with.</summary>
/// <param name="Code">Which error.</param>
/// <param name="Detail">What happened, for anybody to read: no inner address, no secret.</param>
/// <param name="Explanation">More for those whose policy shows details: destinations, addresses, causes. Never a secret.</param>
/// <param name="RetryAfter">When asking again may help (RFC 9110 §10.2.3).</param>
internal sealed record GatewayError(ErrorCode Code, string Detail, string? Explanation = null, TimeSpan? RetryAfter = null);
