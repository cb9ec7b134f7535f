using Gateway.Environments;
using Gateway.Errors;
using Gateway.Security.Grants;
using Gateway.Security.Identities;
using Gateway.Telemetry;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Primitives;
using Microsoft.Net.Http.Headers;

namespace Gateway.Security;

/// <summary>Answers somebody who may not, and writes the audit line of it.</summary>
internal sealed class RefusalResponse(ErrorResponse errors, ILoggerFactory loggers)
{
    /// <summary>RFC 6750 §3, RFC 7617 §2: NuGet sends its credential only when asked for one.</summary>
    private static readonly StringValues Challenge =
        new(["Bearer realm=\"gateway\"", "Basic realm=\"gateway\", charset=\"UTF-8\""]);

    private static readonly StringValues ChallengeOfInvalid =
        new(["Bearer realm=\"gateway\", error=\"invalid_token\"", "Basic realm=\"gateway\", charset=\"UTF-8\""]);

    private readonly ILogger _audit = loggers.CreateLogger(AuditCategory.Name);

    /// <summary>Refuses before anybody knows what the request means.</summary>
    public Task WriteAsync(HttpContext context, AccessVerdict.Refused refused, ClientIdentity identity) =>
        WriteAsync(context, refused, identity, repository: "-", asked: null);

    /// <summary>Refuses.</summary>
    public Task WriteAsync(
        HttpContext context, AccessVerdict.Refused refused, ClientIdentity identity, string repository, IRequestedAccess? asked)
    {
        var request = context.Features.GetRequiredFeature<GatewayRequest>();
        var missing = refused.MissingRoles.IsEmpty ? null : string.Join(", ", refused.MissingRoles);
        Log.Refused(
            _audit,
            refused.Code.Name,
            (identity as ClientIdentity.Known)?.Name ?? "-",
            request.Client.Client,
            request.Environment.Name,
            repository,
            asked?.Action.ToString().ToLowerInvariant() ?? context.Request.Method,
            asked?.Package ?? AccessTarget.WithoutQuery(request.Target.Value),
            missing ?? (IsForWantOfARole(refused.Code) ? "none of this policy grants it" : "-"));
        if (refused.Code.Status == StatusCodes.Status401Unauthorized)
        {
            context.Response.Headers[HeaderNames.WWWAuthenticate] =
                refused.Code == ErrorCode.TokenRequired ? Challenge : ChallengeOfInvalid;
        }

        return errors.WriteAsync(context, new GatewayError(
            refused.Code, refused.Detail, missing is null ? null : $"Roles that grant it: {missing}."));
    }

    /// <summary>Other refusals are about who asks, or how, and no role would help.</summary>
    private static bool IsForWantOfARole(ErrorCode code) => code == ErrorCode.ForbiddenAction || code == ErrorCode.ForbiddenRepository;
}
