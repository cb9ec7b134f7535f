using Gateway.Environments;
using Gateway.Upstreams.Health;
using Gateway.Upstreams.Hedging;
using Yarp.ReverseProxy.Forwarder;

namespace Gateway.Upstreams;

/// <summary>YARP's factory, with the gateway's own settings of the handler on top.</summary>
internal sealed class UpstreamHttpClientFactory(ILogger<ForwarderHttpClientFactory> logger, UpstreamHttpClient client)
    : ForwarderHttpClientFactory(logger)
{
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
        var wrapped = new ProbeHandler(base.WrapHandler(context, handler));
        return ClusterCompiler.IsHedged(context.NewMetadata) ? new HedgingHandler(wrapped) : wrapped;
    }
}
