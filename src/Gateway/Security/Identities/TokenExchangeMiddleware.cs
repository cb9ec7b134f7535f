using System.Text.Json;
using Gateway.Certificates;
using Gateway.Environments;
using Gateway.Errors;
using Gateway.Security.Grants;
using Gateway.Telemetry;
using Microsoft.AspNetCore.Http.Features;

namespace Gateway.Security.Identities;

/// <summary>
/// <c>POST /.gateway/token</c>: whoever holds a client certificate is given a token for tools that cannot present one. It lasts as long
/// as the policy says, and never longer than the certificate.
/// </summary>
internal sealed class TokenExchangeMiddleware(
    RequestDelegate next, ShortLivedTokens tokens, RefusalResponse refusals, ErrorResponse errors, TimeProvider time,
    ILoggerFactory loggers)
{
    /// <summary>The path.</summary>
    public const string Path = "/.gateway/token";

    private readonly ILogger _audit = loggers.CreateLogger(AuditCategory.Name);

    /// <summary>The stage.</summary>
    public Task InvokeAsync(HttpContext context)
    {
        var request = context.Features.GetRequiredFeature<GatewayRequest>();
        return request.Environment.DemandsIdentity && request.Target.Path.SequenceEqual(Path) ? Answer(context, request) : next(context);
    }

    private Task Answer(HttpContext context, GatewayRequest request)
    {
        if (!HttpMethods.IsPost(context.Request.Method))
        {
            context.Response.Headers.Allow = HttpMethods.Post;
            return errors.WriteAsync(context, new GatewayError(ErrorCode.MethodNotAllowed, $"{Path} takes POST only."));
        }

        // A token is not worth a token: otherwise one that leaked could be renewed for ever.
        var identity = context.Features.GetRequiredFeature<ClientIdentity>();
        return identity is ClientIdentity.Known { ByToken: false } known && context.Features.Get<PeerCertificate>() is { } peer
            ? GiveAsync(context, request, known, peer)
            : refusals.WriteAsync(
                context,
                new AccessVerdict.Refused(
                    ErrorCode.ClientCertificateRequired, "A short-lived token is given to the holder of a client certificate only.", []),
                identity);
    }

    private async Task GiveAsync(HttpContext context, GatewayRequest request, ClientIdentity.Known identity, PeerCertificate peer)
    {
        var environment = request.Environment.Name;
        var lifetime = request.Published.Snapshot.Part<AccessPolicies>().Of(request.Environment).TokenLifetime;
        var wanted = time.GetUtcNow() + lifetime;
        var end = CertificateDates.To(peer.Leaf);
        var expires = wanted < end ? wanted : end;
        var token = tokens.Make(identity, environment, expires);
        Log.TokenGiven(_audit, identity.Name, environment, expires, request.Client.Client);
        context.Response.Headers.CacheControl = "no-store";
        await context.Response.WriteAsJsonAsync(
            new GivenToken(
                token,
                identity.Name,
                environment,
                [.. identity.Roles.Select(role => role.Name)],
                expires,
                request.Host,
                [
                    .. request.Environment.Mounts
                        .Where(mount => identity.Roles.IsEmpty || identity.Roles.Any(role => role.Reaches(mount.Name)))
                        .Select(mount => new ReachableRepository(
                            mount.Name, mount.Options.Path, mount.Options.Format.ToString().ToLowerInvariant())),
                ]),
            JsonSerializerOptions.Web,
            context.RequestAborted);
    }
}
