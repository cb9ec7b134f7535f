using System.Globalization;
using System.Net;
using Gateway.Environments;
using Gateway.Errors;
using Microsoft.AspNetCore.Http.Features;

namespace Gateway.Security;

/// <summary>What the environment's policy demands before anything is looked up: the network, the transport, the size of the body.</summary>
internal sealed class PolicyMiddleware(RequestDelegate next, ErrorResponse errors)
{
    /// <summary>The stage.</summary>
    public Task InvokeAsync(HttpContext context)
    {
        var request = context.Features.GetRequiredFeature<GatewayRequest>();
        var networks = request.Published.Snapshot.Part<PolicyNetworks>().Of(request.Environment.Name);
        if (!networks.Admit(request.Client.Client))
        {
            return errors.WriteAsync(context, new GatewayError(
                ErrorCode.ForbiddenNetwork, $"The address {request.Client.Client} may not use environment {request.Environment.Name}."));
        }

        var isFramed = !HttpProtocol.IsHttp11(context.Request.Protocol) && !HttpProtocol.IsHttp10(context.Request.Protocol);
        var headers = context.Request.Headers;
        if ((isFramed ? RequestFraming.FaultOfFramed(headers) : RequestFraming.Fault(headers)) is { } framing)
        {
            return errors.WriteAsync(context, new GatewayError(ErrorCode.InvalidBody, framing));
        }

        var policy = request.Environment.Policy;
        if (policy.RequireHttps && request.Scheme != Uri.UriSchemeHttps)
        {
            return errors.WriteAsync(context, new GatewayError(
                ErrorCode.HttpsRequired, $"Environment {request.Environment.Name} is served over HTTPS only; use https:// in the URL."));
        }

        if (policy.Hsts > TimeSpan.Zero && request.Scheme == Uri.UriSchemeHttps)
        {
            context.Response.Headers.StrictTransportSecurity =
                string.Create(CultureInfo.InvariantCulture, $"max-age={policy.Hsts.TotalSeconds:F0}");
        }

        return BodyFault(context, request) is { } fault ? errors.WriteAsync(context, fault) : next(context);
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
