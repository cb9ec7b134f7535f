using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Gateway.Environments;
using Yarp.ReverseProxy.Forwarder;

namespace Gateway.Upstreams;

/// <summary>The connections towards one upstream, as YARP's client factory makes them for each cluster.</summary>
internal sealed class UpstreamHttpClient(TimeProvider time)
{
    /// <summary>How long a connection lives, so that a changed address in DNS is noticed.</summary>
    private static readonly TimeSpan ConnectionLifetime = TimeSpan.FromMinutes(5);

    /// <summary>Sets up the handler of a cluster.</summary>
    public void Configure(ForwarderHttpClientContext context, SocketsHttpHandler handler)
    {
        SetLimits(context, handler);
        if (context.NewConfig.DangerousAcceptAnyServerCertificate == true)
        {
            return;
        }

        var tls = ClusterCompiler.TlsOf(context.NewMetadata);
        var check = new UpstreamCertificateCheck(Roots(tls.TrustedRoots), time);
        handler.SslOptions.CertificateRevocationCheckMode = X509RevocationMode.NoCheck;
        handler.SslOptions.RemoteCertificateValidationCallback = check.Accept;
        if (tls.ClientCertificate is { } file)
        {
            using var certificate = X509Certificate2.CreateFromPemFile(file, file);
            // A key that came from PEM must be imported again before some platforms use it in a handshake.
            var usable = X509CertificateLoader.LoadPkcs12(certificate.Export(X509ContentType.Pkcs12), password: null);
            handler.SslOptions.ClientCertificateContext = SslStreamCertificateContext.Create(
                usable, additionalCertificates: null, offline: true);
        }
    }

    /// <summary>
    /// A handler for hosts that the upstream redirects to: with its limits and without its client certificate. Its own roots are for its
    /// own storage, the system's for a rented one.
    /// </summary>
    public SocketsHttpHandler ForOtherHosts(ForwarderHttpClientContext context)
    {
        var handler = new SocketsHttpHandler();
        SetLimits(context, handler);
        var system = new UpstreamCertificateCheck(roots: null, time);
        var own = Roots(ClusterCompiler.TlsOf(context.NewMetadata).TrustedRoots) is { } roots
            ? new UpstreamCertificateCheck(roots, time)
            : system;
        handler.SslOptions.CertificateRevocationCheckMode = X509RevocationMode.NoCheck;
        handler.SslOptions.RemoteCertificateValidationCallback = (sender, certificate, chain, errors) =>
            (errors.HasFlag(SslPolicyErrors.RemoteCertificateChainErrors) ? own : system).Accept(sender, certificate, chain, errors);
        return handler;
    }

    private static void SetLimits(ForwarderHttpClientContext context, SocketsHttpHandler handler)
    {
        // Bytes above 127 in a field are passed on as they came (RFC 9110 §5.5: opaque data).
        handler.RequestHeaderEncodingSelector = (_, _) => Encoding.Latin1;
        handler.ResponseHeaderEncodingSelector = (_, _) => Encoding.Latin1;
        handler.ConnectTimeout = ClusterCompiler.ConnectTimeoutOf(context.NewMetadata);
        handler.PooledConnectionLifetime = ConnectionLifetime;
        handler.EnableMultipleHttp2Connections = true;
    }

    private static X509Certificate2Collection? Roots(IReadOnlyList<string> files)
    {
        if (files.Count == 0)
        {
            return null;
        }

        var roots = new X509Certificate2Collection();
        foreach (var file in files)
        {
            roots.ImportFromPemFile(file);
        }

        return roots;
    }
}
