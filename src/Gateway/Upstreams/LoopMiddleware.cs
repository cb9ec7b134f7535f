using Gateway.Errors;

namespace Gateway.Upstreams;

/// <summary>
/// Refuses a request that has been here before (RFC 9110 §7.6.3), also when its answer would come from the cache: a loop is a fault to see.
/// What the client's connection alone is concerned with ends here.
/// </summary>
internal sealed class LoopMiddleware(RequestDelegate next, Via via, ErrorResponse errors)
{
    /// <summary>The stage.</summary>
    public Task InvokeAsync(HttpContext context)
    {
        var field = context.Request.Headers.Via;
        if (field.Count > 0 && via.IsLoop(field))
        {
            return errors.WriteAsync(context, new GatewayError(
                ErrorCode.LoopDetected,
                "The request came back to this gateway: an upstream points to it. Check the destinations of the clusters."));
        }

        ConnectionOptions.Remove(context.Request.Headers);
        return next(context);
    }
}
