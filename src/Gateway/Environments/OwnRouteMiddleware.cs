using Gateway.Errors;
using Gateway.Telemetry;
using Microsoft.AspNetCore.Http.Features;
using Yarp.ReverseProxy.Model;

namespace Gateway.Environments;

/// <summary>Names the user's own route in the record, or answers that nothing is mounted at the path.</summary>
internal sealed class OwnRouteMiddleware(RequestDelegate next, ErrorResponse errors)
{
    /// <summary>The stage.</summary>
    public Task InvokeAsync(HttpContext context)
    {
        if (context.GetEndpoint()?.Metadata.GetMetadata<RouteModel>() is { } route)
        {
            context.Features.Get<RequestRecord>()!.Repository = route.Config.RouteId;
            return CountedBody.CountAsync(context, next);
        }

        var environment = context.Features.GetRequiredFeature<GatewayRequest>().Environment;
        var mounts = environment.Mounts.Select(mount => mount.Options.Path).Order(StringComparer.Ordinal).ToList();
        return errors.WriteAsync(context, new GatewayError(
            ErrorCode.UnknownRepository,
            $"Environment {environment.Name} has no repository at this path.",
            mounts.Count == 0 ? null : $"Mounted are {string.Join(", ", mounts.Take(20))}."));
    }
}
