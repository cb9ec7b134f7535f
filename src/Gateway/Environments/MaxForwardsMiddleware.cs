using System.Globalization;
using Microsoft.Extensions.Primitives;
using Microsoft.Net.Http.Headers;

namespace Gateway.Environments;

/// <summary>
/// Counts down how often an OPTIONS may still be passed on, and answers for itself the one that may not (RFC 9110 §7.6.2). Other methods
/// may ignore the field, and TRACE is not served.
/// </summary>
internal sealed class MaxForwardsMiddleware(RequestDelegate next)
{
    /// <summary>The stage.</summary>
    public Task InvokeAsync(HttpContext context)
    {
        var request = context.Request;
        if (!HttpMethods.IsOptions(request.Method) || Read(request.Headers[HeaderNames.MaxForwards]) is not { } left)
        {
            return next(context);
        }

        if (left == 0)
        {
            context.Response.Headers.Allow = EnvironmentMiddleware.ServedMethods;
            context.Response.ContentLength = 0;
            return Task.CompletedTask;
        }

        request.Headers[HeaderNames.MaxForwards] = (left - 1).ToString(CultureInfo.InvariantCulture);
        return next(context);
    }

    /// <summary>How often a request may still be passed on; null when it does not say so in one number.</summary>
    public static long? Read(StringValues field) =>
        field is [{ } text] && long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var left) ? left : null;
}
