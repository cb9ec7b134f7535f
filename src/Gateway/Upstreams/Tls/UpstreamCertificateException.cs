using System.Security.Authentication;
using Gateway.Errors;

namespace Gateway.Upstreams.Tls;

/// <summary>
/// A destination's certificate was refused. Thrown by the certificate check, so that the reason travels as the cause of the
/// connection's failure: the check itself does not know for which request the connection is made.
/// </summary>
/// <param name="code">Which error that is.</param>
/// <param name="reason">The end of a sentence that begins with "The certificate of {upstream}".</param>
internal sealed class UpstreamCertificateException(ErrorCode code, string reason) : AuthenticationException($"The certificate {reason}.")
{
    /// <summary>Which error that is.</summary>
    public ErrorCode Code { get; } = code;

    /// <summary>The end of a sentence that begins with "The certificate of {upstream}".</summary>
    public string Reason { get; } = reason;
}
