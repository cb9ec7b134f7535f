using System.Security.Claims;
using Gateway.Configuration;
using Gateway.Errors;
using Gateway.Security.Identities;
using Microsoft.Net.Http.Headers;

namespace Gateway.Admin;

/// <summary>
/// Who may use the admin listener: everybody who reaches it while no token is configured (it is on loopback then), and otherwise those
/// who show one. Load balancers and orchestrators ask for liveness and readiness without any.
/// </summary>
internal sealed class OperatorGuard
{
    private static readonly string[] Open = ["/healthz", "/readyz"];

    private readonly TokenTable _tokens;
    private readonly TimeProvider _time;

    /// <summary>Compiles the tokens of operators.</summary>
    public OperatorGuard(AdminOptions options, TimeProvider time)
    {
        _time = time;
        _tokens = new TokenTable([.. options.Tokens.Select(token => new AccessToken(
            new TokenOptions { Name = token.Name, Hash = token.Hash, Expires = token.Expires }, roles: []))]);
    }

    /// <summary>Lets operators through.</summary>
    public Task InvokeAsync(HttpContext context, Func<Task> next)
    {
        if (_tokens.IsEmpty || Array.Exists(Open, path => context.Request.Path.Equals(path, StringComparison.Ordinal)))
        {
            return next();
        }

        switch (PresentedToken.Read(context.Request.Headers.Authorization))
        {
            case PresentedToken.Found found:
                return _tokens.Find(found.Text, _time.GetUtcNow()) switch
                {
                    ClientIdentity.Known known => Enter(context, known, next),
                    ClientIdentity.Refused refused => Refuse(context, refused.Code, refused.Detail),
                    _ => Refuse(context, ErrorCode.TokenInvalid, "The token is no operator's; check it, and that it was not taken out."),
                };
            case PresentedToken.Unreadable unreadable:
                return Refuse(context, ErrorCode.TokenInvalid, unreadable.Reason);
            default:
                return Refuse(
                    context, ErrorCode.TokenRequired, "This listener wants an operator's token, as Bearer or as the password of Basic.");
        }
    }

    private static Task Enter(HttpContext context, ClientIdentity.Known known, Func<Task> next)
    {
        context.User = new ClaimsPrincipal(new ClaimsIdentity([new Claim(ClaimTypes.Name, known.Name)], "Token"));
        return next();
    }

    // A browser asks its user on Basic, so that the dashboard can be opened; the guard against other sites stands before this.
    private static Task Refuse(HttpContext context, ErrorCode code, string detail)
    {
        context.Response.Headers[HeaderNames.WWWAuthenticate] = "Basic realm=\"gateway admin\", charset=\"UTF-8\"";
        return new Problem(code, detail).ExecuteAsync(context);
    }
}
