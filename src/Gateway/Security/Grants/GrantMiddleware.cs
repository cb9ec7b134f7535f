using Gateway.Configuration;
using Gateway.Environments;
using Gateway.Errors;
using Gateway.Security.Identities;
using Gateway.Telemetry;
using Microsoft.AspNetCore.Http.Features;
using Yarp.ReverseProxy.Model;

namespace Gateway.Security.Grants;

/// <summary>May this identity do this to that name? Asked above the cache, so that every hit is authorised anew.</summary>
internal sealed class GrantMiddleware(RequestDelegate next, RefusalResponse refusals)
{
    /// <summary>The stage.</summary>
    public Task InvokeAsync(HttpContext context)
    {
        var request = context.Features.GetRequiredFeature<GatewayRequest>();
        return request.Environment.DemandsIdentity ? Authorize(context, request) : next(context);
    }

    private Task Authorize(HttpContext context, GatewayRequest request)
    {
        var policy = request.Published.Snapshot.Part<AccessPolicies>().Of(request.Environment);
        var identity = context.Features.GetRequiredFeature<ClientIdentity>();
        var asked = context.Features.Get<IRequestedAccess>() ?? new RouteAccess(context.Request.Method);
        var repository = request.Mount?.Name ?? RouteOf(context);
        if (identity is ClientIdentity.Refused refused && !IsForUpstream(refused, request))
        {
            return refusals.WriteAsync(context, new AccessVerdict.Refused(refused.Code, refused.Detail, []), identity, repository, asked);
        }

        var format = request.Mount?.Options.Format ?? RepositoryFormat.Generic;
        switch (policy.Decide(identity, repository, format, asked))
        {
            case AccessVerdict.Granted granted:
                Enter(context, request, identity, asked, granted.Role);
                return next(context);
            case AccessVerdict.Refused verdict:
                return refusals.WriteAsync(context, verdict, identity, repository, asked);
            default:
                throw new InvalidOperationException("A request is granted or refused.");
        }
    }

    private static void Enter(HttpContext context, GatewayRequest request, ClientIdentity identity, IRequestedAccess asked, string? role)
    {
        context.Features.Get<RequestRecord>()!.Role = role;
        if (asked.Action == GrantAction.Purge && identity is ClientIdentity.Known known)
        {
            context.Features.Set(new PurgeGrant(known.Name, role!));
        }

        // A repository says itself whether the client's credential goes on; a route of the user's own cannot, so the gateway's ends here.
        if (request.Mount is null && identity is ClientIdentity.Known { ByToken: true })
        {
            context.Request.Headers.Remove("Authorization");
        }
    }

    /// <summary>A credential that is none of the gateway's may be the upstream's, where the repository passes it on.</summary>
    private static bool IsForUpstream(ClientIdentity.Refused refused, GatewayRequest request) =>
        refused.Code == ErrorCode.TokenInvalid && request.Mount is { Options.PassAuthorization: true };

    private static string RouteOf(HttpContext context) =>
        context.GetEndpoint()?.Metadata.GetMetadata<RouteModel>()?.Config.RouteId ?? "";
}
