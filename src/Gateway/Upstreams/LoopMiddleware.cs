using Gateway.Errors;

namespace Gateway.Upstreams;

/// <summary>
/// Refuses a request that has been here before (RFC 9110 §7.6.3), also when its answer would come from the cache: a loop is a fault to see.
/// </summary>
internal sealed class LoopMiddleware(RequestDelegate next, Via via, ErrorResponse errors)
{
    /// <summary>The stage.</summary>
    public Task InvokeAsync(HttpContext context)
    {
        var field = context.Request.Headers.Via;
        return field.Count > 0 && via.IsLoop(field)
            ? errors.WriteAsync(context, new GatewayError(
                ErrorCode.LoopDetected,
                    "The request came back to this gateway: an upstream points to it. Check the destinations of the clusters."))
            : next(context);
    }
}
