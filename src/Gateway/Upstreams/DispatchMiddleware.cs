using Gateway.Errors;

namespace Gateway.Upstreams;

/// <summary>Hands the request to the proxy's endpoint, and answers with the error that the attempts ended in.</summary>
internal sealed class DispatchMiddleware(RequestDelegate next, ErrorResponse errors)
{
    /// <summary>The last stage before the proxy's own.</summary>
    public async Task InvokeAsync(HttpContext context)
    {
        await next(context);
        if (context.Features.Get<GatewayError>() is { } error)
        {
            await errors.WriteAsync(context, error);
        }
    }
}
