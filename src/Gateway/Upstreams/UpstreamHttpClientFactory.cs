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
        && ClusterCompiler.ConnectAlike(context.OldMetadata, context.NewMetadata);

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
