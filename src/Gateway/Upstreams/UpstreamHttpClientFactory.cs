using Gateway.Environments;
using Gateway.Upstreams.Health;
using Gateway.Upstreams.Hedging;
using Gateway.Upstreams.Redirects;
using Yarp.ReverseProxy.Forwarder;

namespace Gateway.Upstreams;

/// <summary>YARP's factory, with the gateway's own settings of the handler on top.</summary>
internal sealed class UpstreamHttpClientFactory(
    ILogger<ForwarderHttpClientFactory> logger, UpstreamHttpClient client, ILoggerFactory loggers)
    : ForwarderHttpClientFactory(logger)
{
    private readonly ILogger _logger = loggers.CreateLogger("Gateway.Upstreams");

    /// <inheritdoc/>
    protected override bool CanReuseOldClient(ForwarderHttpClientContext context) =>
        base.CanReuseOldClient(context)
        && ClusterCompiler.ConnectTimeoutOf(context.OldMetadata) == ClusterCompiler.ConnectTimeoutOf(context.NewMetadata)
        && ClusterCompiler.ConnectionLifetimeOf(context.OldMetadata) == ClusterCompiler.ConnectionLifetimeOf(context.NewMetadata)
        && ClusterCompiler.IsHedged(context.OldMetadata) == ClusterCompiler.IsHedged(context.NewMetadata)
        && ClusterCompiler.TlsOf(context.OldMetadata).IsSameAs(ClusterCompiler.TlsOf(context.NewMetadata));

    /// <inheritdoc/>
    protected override void ConfigureHandler(ForwarderHttpClientContext context, SocketsHttpHandler handler)
    {
        base.ConfigureHandler(context, handler);
        client.Configure(context, handler);
    }

    /// <inheritdoc/>
    protected override HttpMessageHandler WrapHandler(ForwarderHttpClientContext context, HttpMessageHandler handler)
    {
        var redirects = new RedirectHandler(
            base.WrapHandler(context, handler), new OtherHosts(() => client.ForOtherHosts(context)), _logger);
        var probes = new ProbeHandler(redirects);
        return ClusterCompiler.IsHedged(context.NewMetadata) ? new HedgingHandler(probes) : probes;
    }
}
