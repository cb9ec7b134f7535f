using Gateway.Telemetry;
using Microsoft.AspNetCore.Http.Features;

namespace Gateway.Environments;

/// <summary>Finds the repository by path. A path that lies in none goes on without one, to the user's own routes.</summary>
internal sealed class RepositoryMiddleware(RequestDelegate next)
{
    /// <summary>The stage.</summary>
    public Task InvokeAsync(HttpContext context)
    {
        var request = context.Features.GetRequiredFeature<GatewayRequest>();
        if (request.FindMount(context.Request.Method))
        {
            context.Features.Get<RequestRecord>()!.Repository = request.Mount!.Name;
            context.SetEndpoint(request.Published.Endpoints[request.Mount.Index]);
        }

        return next(context);
    }
}
