using Gateway.Environments;
using Gateway.Errors;
using Gateway.Security.Grants;
using Microsoft.AspNetCore.Http.Features;

namespace Gateway.Security.Identities;

/// <summary>
/// Refuses those whose credential does not hold, behind the limits: who guesses tokens has no more tries than who has one.
/// </summary>
internal sealed class AdmissionMiddleware(RequestDelegate next, RefusalResponse refusals)
{
    /// <summary>The stage.</summary>
    public Task InvokeAsync(HttpContext context)
    {
        var request = context.Features.GetRequiredFeature<GatewayRequest>();
        if (!request.Environment.DemandsIdentity)
        {
            return next(context);
        }

        var identity = context.Features.GetRequiredFeature<ClientIdentity>();
        var policy = request.Published.Snapshot.Part<AccessPolicies>().Of(request.Environment);
        return RefusalOf(identity, policy) is { } refusal ? refusals.WriteAsync(context, refusal, identity) : next(context);
    }

    /// <summary>Where nobody may do anything without a credential, it need not be found out what they want to do.</summary>
    private static AccessVerdict.Refused? RefusalOf(ClientIdentity identity, AccessPolicy policy) => identity switch
    {
        ClientIdentity.Refused refused when !policy.AllowsAnonymousRead || refused.Code != ErrorCode.TokenInvalid =>
            new AccessVerdict.Refused(refused.Code, refused.Detail, []),
        ClientIdentity.Anonymous when !policy.AllowsAnonymousRead => policy.Challenge(),
        _ => null,
    };
}
