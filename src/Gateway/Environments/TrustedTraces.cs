using System.Net;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Http.Features;

namespace Gateway.Environments;

/// <summary>
/// Lets only trusted peers say to which trace a request belongs. The hosting layer makes a request's span before the first stage, from
/// the fields as they arrived, and a propagator sees those fields but not the peer; so what a stranger says is taken away between the
/// server and the hosting layer.
/// </summary>
/// <param name="server">The server.</param>
/// <param name="state">Knows whose word counts.</param>
internal sealed class TrustedTraces(IServer server, GatewayState state) : IServer
{
    /// <inheritdoc/>
    public IFeatureCollection Features => server.Features;

    /// <inheritdoc/>
    public Task StartAsync<TContext>(IHttpApplication<TContext> application, CancellationToken cancellationToken)
        where TContext : notnull => server.StartAsync(new Entrance<TContext>(application, state), cancellationToken);

    /// <inheritdoc/>
    public Task StopAsync(CancellationToken cancellationToken) => server.StopAsync(cancellationToken);

    /// <inheritdoc/>
    public void Dispose() => server.Dispose();

    /// <summary>Puts this before the server that is registered.</summary>
    public static void Install(IServiceCollection services)
    {
        var registered = services.Last(descriptor => descriptor.ServiceType == typeof(IServer));
        services.Remove(registered);
        services.AddSingleton<IServer>(provider => new TrustedTraces(
            (IServer)ActivatorUtilities.CreateInstance(provider, registered.ImplementationType!),
            provider.GetRequiredService<GatewayState>()));
    }

    private sealed class Entrance<TContext>(IHttpApplication<TContext> application, GatewayState state) : IHttpApplication<TContext>
        where TContext : notnull
    {
        public TContext CreateContext(IFeatureCollection contextFeatures)
        {
            var headers = contextFeatures.GetRequiredFeature<IHttpRequestFeature>().Headers;
            if ((headers.TraceParent.Count > 0 || headers.Baggage.Count > 0) && !IsTrusted(contextFeatures))
            {
                headers.Remove("traceparent");
                headers.Remove("tracestate");
                headers.Remove("baggage");
            }

            return application.CreateContext(contextFeatures);
        }

        public Task ProcessRequestAsync(TContext context) => application.ProcessRequestAsync(context);

        public void DisposeContext(TContext context, Exception? exception) => application.DisposeContext(context, exception);

        private bool IsTrusted(IFeatureCollection features)
        {
            var peer = features.Get<IHttpConnectionFeature>()?.RemoteIpAddress ?? IPAddress.None;
            return state.Current.Snapshot.TrustedProxies.Contains(peer);
        }
    }
}
