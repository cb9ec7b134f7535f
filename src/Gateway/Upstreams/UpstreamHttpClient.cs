using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Gateway.Environments;
using Yarp.ReverseProxy.Forwarder;

namespace Gateway.Upstreams;

/// <summary>The connections towards one upstream, as YARP's client factory makes them for each cluster.</summary>
internal sealed class UpstreamHttpClient(TimeProvider time)
{
    /// <summary>Sets up the handler of a cluster.</summary>
    public void Configure(ForwarderHttpClientContext context, SocketsHttpHandler handler)
    {
        // Bytes above 127 in a field are passed on as they came (RFC 9110 §5.5: opaque data).
        handler.RequestHeaderEncodingSelector = (_, _) => Encoding.Latin1;
        handler.ResponseHeaderEncodingSelector = (_, _) => Encoding.Latin1;
        handler.ConnectTimeout = ClusterCompiler.ConnectTimeoutOf(context.NewMetadata);
        handler.PooledConnectionLifetime = ClusterCompiler.ConnectionLifetimeOf(context.NewMetadata);
        handler.EnableMultipleHttp2Connections = true;
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
