using System.Net;
using Gateway.TestKit.Certificates;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace Gateway.TestKit.Upstream;

/// <summary>How a <see cref="FakeUpstream"/> listens.</summary>
public sealed record FakeUpstreamOptions
{
    /// <summary>The certificate, with its chain, to speak TLS with; null for plain HTTP.</summary>
    public TestCertificate? Certificate { get; init; }

    /// <summary>
    /// The HTTP versions; without TLS a listener can speak only one, so HTTP/2 there needs <see cref="HttpProtocols.Http2"/> alone.
    /// </summary>
    public HttpProtocols Protocols { get; init; } = HttpProtocols.Http1AndHttp2;

    /// <summary>Where it listens; null for a port of the system's choice on 127.0.0.1.</summary>
    public IPEndPoint? EndPoint { get; init; }

    /// <summary>Whether clients must show a certificate; any certificate is taken, and recorded.</summary>
    public bool RequiresClientCertificate { get; init; }
}
