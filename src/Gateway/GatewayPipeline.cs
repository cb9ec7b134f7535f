using Gateway.Caching;
using Gateway.Draining;
using Gateway.Environments;
using Gateway.Errors;
using Gateway.Registries;
using Gateway.Registries.Integrity;
using Gateway.Security;
using Gateway.Security.Grants;
using Gateway.Security.Identities;
using Gateway.Security.Limits;
using Gateway.Telemetry;
using Gateway.Upstreams;
using Microsoft.AspNetCore.Http.Features;

namespace Gateway;

/// <summary>
/// The way of a request, written once. Each stage either answers or goes on; none looks back.
/// <code>
/// client
///   │  TLS (Kestrel; certificate by server name)
///   ▼
/// AccessLog ───────── opens the request's record; at the end one line, span attributes
/// Drain ───────────── while the gateway ends: the answer is the last of its connection, and WebSockets are told
/// ErrorBoundary ───── what nobody answered, or a defect
/// Environment ─────── target unambiguous? Host → environment; TLS server name agrees?
/// Policy ──────────── network, HTTPS, body size
/// Identity ────────── who asks: token, client certificate
/// Limit ───────────── how often, how many at once, how long
/// Admission ───────── a credential that does not hold, or none where one is needed: refused
/// TokenExchange ───── POST /.gateway/token: a short-lived token for the holder of a client certificate
/// Loop ────────────── has the request been here before?
/// MaxForwards ─────── may an OPTIONS be passed on?
/// Repository ──────── path → repository and its endpoint
///   │ mounted                     └─ not mounted: the user's own routes, or 404
///   ▼
/// UpstreamError ───── the error that the attempts ended in, as an answer
/// Registry ────────── what the path means in the repository's format
/// Grant ───────────── may this identity do this to that name?
/// RegistryRequest ─── who of the upstreams may hear the name; what of the request may go along
/// ClientIntegrity ─── is the tarball the one of the client's lock file?
/// Cache ───────────── fresh? answer and stop; otherwise one fetch for each key, on a detached context
///   ▼ (YARP's pipeline)
/// Integrity ───────── what must the tarball hash to? fetched once more when it does not
/// UpstreamChain ───── upstreams in order
/// Attempt ─────────── destinations, each once
/// load balancing
/// RegistryResponse ── documents with the upstream's URLs are rewritten on their way back
/// ArtifactResponse ── the end of an archive is held back until all of it has come, and a tarball is known to be intact
/// forwarder → upstream
/// </code>
/// </summary>
internal static class GatewayPipeline
{
    /// <summary>By these the application knows that somebody has placed the stages.</summary>
    private const string AuthenticationIsSet = "__AuthenticationMiddlewareSet";

    private const string AuthorizationIsSet = "__AuthorizationMiddlewareSet";

    /// <summary>Builds the stages.</summary>
    public static void UseGateway(this WebApplication app, GatewayState state)
    {
        var mapping = new ProxyEndpointMapping(app);
        var routes = mapping.Map(proxy =>
        {
            proxy.UseMiddleware<IntegrityMiddleware>();
            proxy.UseUpstreams();
            proxy.UseMiddleware<RegistryResponseMiddleware>();
            proxy.UseMiddleware<ArtifactResponseMiddleware>();
        });
        state.Start(routes);
        app.Services.GetRequiredService<InnerRequests>().Use(InnerStages(app));

        // The host would put its authentication before every stage, also where nobody is asked; the stage of identities does it.
        ((IApplicationBuilder)app).Properties[AuthenticationIsSet] = true;

        // The application would put authorization before everything; here it stands where routes of the user's own may ask for it.
        ((IApplicationBuilder)app).Properties[AuthorizationIsSet] = true;
        app.UseMiddleware<AccessLogMiddleware>();
        app.UseMiddleware<DrainMiddleware>();
        app.UseMiddleware<ErrorBoundaryMiddleware>();
        app.UseMiddleware<EnvironmentMiddleware>();
        app.UseMiddleware<PolicyMiddleware>();
        app.UseMiddleware<IdentityMiddleware>();
        app.UseMiddleware<LimitMiddleware>();
        app.UseMiddleware<AdmissionMiddleware>();
        app.UseMiddleware<TokenExchangeMiddleware>();
        app.UseMiddleware<LoopMiddleware>();
        app.UseMiddleware<MaxForwardsMiddleware>();
        app.UseMiddleware<RepositoryMiddleware>();
        app.MapWhen(IsUnmounted, branch => UseOwnRoutes(branch, routes));
        app.UseMiddleware<UpstreamErrorMiddleware>();
        app.UseMiddleware<RegistryMiddleware>();
        app.UseMiddleware<GrantMiddleware>();
        app.UseMiddleware<RegistryRequestMiddleware>();
        app.UseMiddleware<ClientIntegrityMiddleware>();
        app.UseMiddleware<CacheMiddleware>();
        app.Run(context => context.GetEndpoint()!.RequestDelegate!(context));
    }

    /// <summary>
    /// What an operator warms up, and what the gateway has to know of a package, goes the way of a client from where the repository is
    /// known, and ends in the cache.
    /// </summary>
    private static RequestDelegate InnerStages(IApplicationBuilder app)
    {
        var stages = app.New();
        stages.UseMiddleware<RegistryMiddleware>();
        stages.UseMiddleware<RegistryRequestMiddleware>();
        stages.UseMiddleware<CacheMiddleware>();
        stages.Run(context => context.GetEndpoint()!.RequestDelegate!(context));
        return stages.Build();
    }

    private static bool IsUnmounted(HttpContext context) => context.Features.GetRequiredFeature<GatewayRequest>().Mount is null;

    private static void UseOwnRoutes(IApplicationBuilder branch, ProxyRoutes routes)
    {
        branch.UseRouting();
        branch.UseMiddleware<OwnRouteMiddleware>();
        branch.UseMiddleware<GrantMiddleware>();
        branch.UseAuthorization();
        branch.UseMiddleware<UpstreamErrorMiddleware>();
        branch.UseEndpoints(endpoints => endpoints.DataSources.Add(routes));
    }
}
