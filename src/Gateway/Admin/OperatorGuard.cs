using System.Security.Claims;
using Gateway.Certificates;
using Gateway.Configuration;
using Gateway.Errors;
using Gateway.Security.Identities;
using Gateway.Telemetry;
using Microsoft.Net.Http.Headers;

namespace Gateway.Admin;

/// <summary>
/// Who may use the admin listener: everybody who reaches it while no credential is configured (it is on loopback then), and otherwise
/// those who show one, a token or a client certificate. Load balancers and orchestrators ask for liveness and readiness without any.
/// </summary>
internal sealed class OperatorGuard
{
    private static readonly string[] Open = ["/healthz", "/readyz"];

    private readonly AdminOptions _options;
    private readonly TokenTable _tokens;
    private readonly OperatorTrust? _trust;
    private readonly TimeProvider _time;
    private readonly ILogger _audit;

    /// <summary>Compiles the tokens of operators.</summary>
    public OperatorGuard(AdminOptions options, OperatorTrust? trust, TimeProvider time, ILoggerFactory loggers)
    {
        (_options, _trust, _time, _audit) = (options, trust, time, loggers.CreateLogger(AuditCategory.Name));
        _tokens = new TokenTable([.. options.Tokens.Select(token => new AccessToken(
            new TokenOptions { Name = token.Name, Hash = token.Hash, Expires = token.Expires }, roles: []))]);
    }

    /// <summary>Lets operators through.</summary>
    public async Task InvokeAsync(HttpContext context, Func<Task> next)
    {
        if (!_options.DemandsIdentity || Array.Exists(Open, path => context.Request.Path.Equals(path, StringComparison.Ordinal)))
        {
            await next();
            return;
        }

        switch (ByToken(context) ?? await ByCertificateAsync(context))
        {
            case ClientIdentity.Known known:
                context.User = new ClaimsPrincipal(
                    new ClaimsIdentity([new Claim(ClaimTypes.Name, known.Name)], known.ByToken ? "Token" : "Certificate"));
                await next();
                break;
            case ClientIdentity.Refused refused:
                await RefuseAsync(context, refused.Code, refused.Detail);
                break;
            default:
                await RefuseAsync(context, ErrorCode.TokenRequired, WhatIsWanted());
                break;
        }
    }

    private string WhatIsWanted() => (_tokens.IsEmpty, _trust) switch
    {
        (true, _) => "This listener wants an operator's client certificate.",
        (_, null) => "This listener wants an operator's token, as Bearer or as the password of Basic.",
        _ => "This listener wants an operator's client certificate, or a token as Bearer or as the password of Basic.",
    };

    /// <summary>Null when no token is shown.</summary>
    private ClientIdentity? ByToken(HttpContext context) => PresentedToken.Read(context.Request.Headers.Authorization) switch
    {
        PresentedToken.Found found => _tokens.Find(found.Text, _time.GetUtcNow()) ?? new ClientIdentity.Refused(
            ErrorCode.TokenInvalid, "The token is no operator's; check it, and that it was not taken out."),
        PresentedToken.Unreadable unreadable => new ClientIdentity.Refused(ErrorCode.TokenInvalid, unreadable.Reason),
        _ => null,
    };

    private async ValueTask<ClientIdentity?> ByCertificateAsync(HttpContext context) =>
        _trust is not null && context.Features.Get<PeerCertificate>() is { } peer ? await _trust.IdentifyAsync(peer) : null;

    // A browser asks its user on Basic, so that the dashboard can be opened; the guard against other sites stands before this.
    private Task RefuseAsync(HttpContext context, ErrorCode code, string detail)
    {
        Log.OperatorRefused(
            _audit, code.Name, context.Request.Method, LogText.Of(context.Request.Path.Value ?? ""), context.Connection.RemoteIpAddress);
        if (code.Status == StatusCodes.Status401Unauthorized)
        {
            context.Response.Headers[HeaderNames.WWWAuthenticate] = "Basic realm=\"gateway admin\", charset=\"UTF-8\"";
        }

        return new Problem(code, detail).ExecuteAsync(context);
    }
}
