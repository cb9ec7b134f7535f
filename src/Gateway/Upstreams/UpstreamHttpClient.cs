using System.Net.Security;
using System.Security.Authentication;
using System.Text;
using Gateway.Configuration;
using Gateway.Environments;
using Gateway.Upstreams.Tls;
using Yarp.ReverseProxy.Forwarder;

namespace Gateway.Upstreams;

/// <summary>The connections towards one upstream, as YARP's client factory makes them for each cluster.</summary>
internal sealed class UpstreamHttpClient(UpstreamTrusts trusts, TimeProvider time)
{
    /// <summary>Not left to the platform: older ones still speak what RFC 8996 withdraws.</summary>
    private const SslProtocols Versions = SslProtocols.Tls12 | SslProtocols.Tls13;

    /// <summary>Sets up the handler of a cluster.</summary>
    public void Configure(ForwarderHttpClientContext context, SocketsHttpHandler handler)
    {
        SetLimits(context, handler);
        var options = ClusterCompiler.TlsOf(context.NewMetadata);
        var trust = new UpstreamTrust(options, time);
        trusts.Add(context.ClusterId, trust);
        var tls = handler.SslOptions;
        tls.EnabledSslProtocols = tls.EnabledSslProtocols == SslProtocols.None ? Versions : tls.EnabledSslProtocols;

        // Where verification is turned off, YARP has put a callback of its own, which accepts anything.
        if (context.NewConfig.DangerousAcceptAnyServerCertificate != true)
        {
            tls.RemoteCertificateValidationCallback = new UpstreamCertificateCheck(trust, time).Accept;
        }

        // What the handler does by itself, which is through a web proxy and over QUIC: the certificate of the moment, but without the
        // intermediates of its file, for which the handler's options have no place that could change.
        tls.CertificateChainPolicy = UpstreamConnector.NothingFetched();
        tls.LocalCertificateSelectionCallback = (_, _, _, _, _) => trust.Current.Shown?.TargetCertificate!;
        if (context.NewConfig.WebProxy is null)
        {
            handler.ConnectCallback = new UpstreamConnector(
                trust, tls.RemoteCertificateValidationCallback!, tls.EnabledSslProtocols, options.ServerName).ConnectAsync;
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
        var options = ClusterCompiler.TlsOf(context.NewMetadata);
        var own = new UpstreamCertificateCheck(trusts.Find(context.ClusterId) ?? new UpstreamTrust(options, time), time);

        // Lists are those of the own authority.
        var asked = options.Revocation == RevocationCheck.Online ? RevocationCheck.Online : RevocationCheck.None;
        var system = new UpstreamCertificateCheck(new UpstreamTrust(new UpstreamTlsOptions { Revocation = asked }, time), time);
        handler.SslOptions.EnabledSslProtocols = Versions;
        handler.SslOptions.CertificateChainPolicy = UpstreamConnector.NothingFetched();
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
        handler.PooledConnectionLifetime = ClusterCompiler.ConnectionLifetimeOf(context.NewMetadata);
        handler.EnableMultipleHttp2Connections = true;
        handler.PlaintextStreamFilter = (connected, _) => ValueTask.FromResult(
            connected.NegotiatedHttpVersion.Major >= 2 ? connected.PlaintextStream : new AskedOnceStream(connected.PlaintextStream));
    }
}
