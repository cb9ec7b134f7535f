using System.Security.Authentication;

namespace Gateway.Upstreams.Tls;

/// <summary>
/// A handshake failed in which the upstream asked for a client certificate and the gateway had none. TLS 1.2 has no word of its own for
/// that: servers end the handshake with the alert handshake_failure, which means any other disagreement as well.
/// </summary>
/// <param name="cause">What the platform says.</param>
internal sealed class ClientCertificateRequiredException(Exception cause)
    : AuthenticationException("The upstream demands a client certificate.", cause);
