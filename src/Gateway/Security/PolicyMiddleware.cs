using System.Net;
using Gateway.Environments;
using Gateway.Errors;
using Gateway.Security.Grants;
using Gateway.Security.Identities;
using Microsoft.AspNetCore.Http.Features;

namespace Gateway.Security;

/// <summary>
/// What the environment's policy demands before anything is looked up: the network, the transport, the size of the body; and of every
/// answer, its fields.
/// </summary>
internal sealed class PolicyMiddleware(RequestDelegate next, ErrorResponse errors, RefusalResponse refusals)
{
    /// <summary>The stage.</summary>
    public Task InvokeAsync(HttpContext context)
    {
        var request = context.Features.GetRequiredFeature<GatewayRequest>();
        var policy = request.Environment.Policy;
        var isHttps = request.Scheme == Uri.UriSchemeHttps;
        AnswerHardening.Enter(context, policy, isHttps);
        var networks = request.Published.Snapshot.Part<PolicyNetworks>().Of(request.Environment.Name);
        if (!networks.Admit(request.Client.Client))
        {
            return Refuse(
                context,
                ErrorCode.ForbiddenNetwork,
                $"The address {request.Client.Client} may not use environment {request.Environment.Name}.");
        }

        if (FramingFault(context) is { } framing)
        {
            return errors.WriteAsync(context, framing);
        }

        if (policy.RequireHttps && !isHttps)
        {
            return Refuse(
                context,
                ErrorCode.HttpsRequired,
                $"Environment {request.Environment.Name} is served over HTTPS only; use https:// in the URL.");
        }

        return BodyFault(context, request) is { } fault ? errors.WriteAsync(context, fault) : next(context);
    }

    private Task Refuse(HttpContext context, ErrorCode code, string detail) =>
        refusals.WriteAsync(context, new AccessVerdict.Refused(code, detail, []), ClientIdentity.Anonymous.Instance);

    /// <summary>Why nobody can be sure where the request ends, or null. What follows it on an HTTP/1.x connection is not read.</summary>
    private static GatewayError? FramingFault(HttpContext context)
    {
        var (headers, protocol) = (context.Request.Headers, context.Request.Protocol);
        var isHttp10 = HttpProtocol.IsHttp10(protocol);
        if (!isHttp10 && !HttpProtocol.IsHttp11(protocol))
        {
            return RequestFraming.FaultOfFramed(headers) is { } framed ? new GatewayError(ErrorCode.InvalidBody, framed) : null;
        }

        if (RequestFraming.Fault(headers, isHttp10) is not { } fault)
        {
            return null;
        }

        context.Response.Headers.Connection = "close";
        return new GatewayError(ErrorCode.InvalidBody, fault);
    }

    /// <summary>Bounds the body; why an announced one is refused, or null.</summary>
    private static GatewayError? BodyFault(HttpContext context, GatewayRequest request)
    {
        if (request.Environment.Policy.MaxRequestBodySize is not { } limit)
        {
            return null;
        }

        if (context.Request.ContentLength > limit.Bytes)
        {
            return new GatewayError(
                ErrorCode.BodyTooLarge, $"Environment {request.Environment.Name} takes bodies of at most {limit}.");
        }

        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } feature)
        {
            feature.MaxRequestBodySize = limit.Bytes;
        }

        return null;
    }
}

/// <summary>Which addresses an environment admits.</summary>
/// <param name="Allowed">Those that may ask; empty for any.</param>
/// <param name="Denied">Those that may not, even when allowed.</param>
internal sealed record AdmittedNetworks(NetworkList Allowed, NetworkList Denied)
{
    /// <summary>Whether the address may ask.</summary>
    public bool Admit(IPAddress address) => !Denied.Contains(address) && (Allowed.IsEmpty || Allowed.Contains(address));
}
