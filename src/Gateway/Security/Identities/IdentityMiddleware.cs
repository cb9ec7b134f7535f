using Gateway.Certificates;
using Gateway.Environments;
using Gateway.Errors;
using Gateway.Security.Grants;
using Gateway.Telemetry;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Http.Features;

namespace Gateway.Security.Identities;

/// <summary>Who asks: by token or by client certificate, as the environment's policy knows them. It refuses nobody yet.</summary>
internal sealed class IdentityMiddleware(RequestDelegate next, ShortLivedTokens shortLived, TimeProvider time)
{
    /// <summary>The stage.</summary>
    public Task InvokeAsync(HttpContext context)
    {
        var request = context.Features.GetRequiredFeature<GatewayRequest>();
        return request.Environment.DemandsIdentity ? IdentifyAsync(context, request) : next(context);
    }

    private async Task IdentifyAsync(HttpContext context, GatewayRequest request)
    {
        var policy = request.Published.Snapshot.Part<AccessPolicies>().Of(request.Environment);
        var byCertificate = policy.Certificates is null ? ClientIdentity.Anonymous.Instance : await ByCertificateAsync(context, policy);
        var identity = policy.Choose(byCertificate, ByToken(context, request, policy));
        context.Features.Set(identity);
        if (identity is ClientIdentity.Known known)
        {
            context.Features.Get<RequestRecord>()!.Identity = known.Name;
        }

        await next(context);
    }

    private static async Task<ClientIdentity> ByCertificateAsync(HttpContext context, AccessPolicy policy)
    {
        var result = await context.AuthenticateAsync(CertificateAuthenticationDefaults.AuthenticationScheme);
        if (result.Failure is { } failure)
        {
            return new ClientIdentity.Refused(ErrorCode.ClientCertificateInvalid, failure.Message);
        }

        return result.Succeeded
            ? IdentityOf(context.Features.GetRequiredFeature<PeerCertificate>(), policy)
            : ClientIdentity.Anonymous.Instance;
    }

    private static ClientIdentity.Known IdentityOf(PeerCertificate peer, AccessPolicy policy)
    {
        var leaf = peer.Leaf;
        var name = CertificateNames.CommonNameOf(leaf)
            ?? (CertificateNames.UrisOf(leaf) is [var uri, ..] ? uri : null)
            ?? (CertificateNames.DnsOf(leaf) is [var host, ..] ? host : leaf.Subject);
        return new ClientIdentity.Known(LogText.Of(name), policy.RolesOf(leaf), ByToken: false);
    }

    private ClientIdentity ByToken(HttpContext context, GatewayRequest request, AccessPolicy policy)
    {
        switch (PresentedToken.Read(context.Request.Headers.Authorization))
        {
            case PresentedToken.Found found:
                return policy.Tokens.Find(found.Text, time.GetUtcNow())
                    ?? shortLived.Find(found.Text, request.Environment.Name, policy)
                    ?? Unknown(policy, "The token is none of this environment's; check it, and that it was not taken out.");
            case PresentedToken.Unreadable unreadable:
                return Unknown(policy, unreadable.Reason);
            default:
                return ClientIdentity.Anonymous.Instance;
        }
    }

    // A policy without tokens has no opinion on Authorization: it may be meant for the upstream.
    private static ClientIdentity Unknown(AccessPolicy policy, string reason) =>
        policy.Tokens.IsEmpty ? ClientIdentity.Anonymous.Instance : new ClientIdentity.Refused(ErrorCode.TokenInvalid, reason);
}
