namespace Gateway.Environments;

/// <summary>
/// Maps YARP onto endpoints of its own, away from the application's routing. Its endpoints for repositories are found by
/// environment and mount; in the routing matcher, 200 environments would cost the first request seconds (docs/decisions/0003).
/// </summary>
internal sealed class ProxyEndpointMapping(IApplicationBuilder app) : IEndpointRouteBuilder
{
    /// <inheritdoc/>
    public IServiceProvider ServiceProvider => app.ApplicationServices;

    /// <inheritdoc/>
    public ICollection<EndpointDataSource> DataSources { get; } = [];

    /// <inheritdoc/>
    public IApplicationBuilder CreateApplicationBuilder() => app.New();

    /// <summary>Loads the proxy's configuration and maps its endpoints.</summary>
    /// <param name="configure">The stages of its pipeline.</param>
    public ProxyRoutes Map(Action<IReverseProxyApplicationBuilder> configure)
    {
        this.MapReverseProxy(configure);
        return new ProxyRoutes(DataSources.Single());
    }
}
