namespace Gateway.Errors;

/// <summary>
/// Who reads an error, so that it can be told in a form that suits. The stage that knows the environment and the repository sets it.
/// </summary>
internal interface IErrorAudience
{
    /// <summary>
    /// Whether the reader's client prints plain text as it is (go does) rather than JSON; null where what it asked for does not tell.
    /// </summary>
    bool? ReadsPlainText { get; }

    /// <summary>
    /// A field whose value the reader's client prints, where it prints nothing of a body (NuGet's does not); null where there is none.
    /// </summary>
    string? PrintedField { get; }

    /// <summary>
    /// Whether a client of this reader prints the reason phrase and nothing else (pnpm does). RFC 9112 §4 leaves its text to the server.
    /// </summary>
    bool ReadsReason { get; }

    /// <summary>Whether the policy shows <see cref="GatewayError.Explanation"/>.</summary>
    bool SeesDetails { get; }
}
