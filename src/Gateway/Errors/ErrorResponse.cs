using System.Globalization;
using Gateway.Telemetry;
using Microsoft.AspNetCore.Http.Features;

namespace Gateway.Errors;

/// <summary>Writes a <see cref="GatewayError"/> as a response, in the form that suits who asked.</summary>
internal sealed class ErrorResponse(GatewayMetrics metrics, ILoggerFactory loggers)
{
    /// <summary>The field that carries the code, only on responses that the gateway itself made.</summary>
    public const string CodeField = "X-Gateway-Error";

    private readonly ILogger _logger = loggers.CreateLogger("Gateway.Errors");

    /// <summary>
    /// Answers with the error. When the response has already started the connection is broken instead:
    /// a client must never take half an answer for a whole one.
    /// </summary>
    public Task WriteAsync(HttpContext context, GatewayError error)
    {
        metrics.CountError(error.Code.Name);
        Log.Answered(_logger, error.Code.Name, error.Detail, error.Explanation);
        var record = context.Features.GetRequiredFeature<RequestRecord>();
        record.Error = error.Code.Name;

        var response = context.Response;
        if (response.HasStarted)
        {
            context.Abort();
            return Task.CompletedTask;
        }

        var audience = context.Features.Get<IErrorAudience>();
        var seesMore = audience is { SeesDetails: true } && error.Explanation is not null;
        var detail = seesMore ? $"{error.Detail} {error.Explanation}" : error.Detail;
        var traceId = record.TraceId;
        var (contentType, body) = audience?.ReadsPlainText ?? IsGo(context.Request)
            ? ("text/plain; charset=utf-8", ErrorText.Plain(error.Code, detail, traceId))
            : ("application/problem+json", ErrorText.Problem(error.Code, detail, traceId));

        response.StatusCode = error.Code.Status;
        response.ContentType = contentType;
        response.ContentLength = body.Length;
        response.Headers[CodeField] = error.Code.Name;
        response.Headers.CacheControl = "no-store";
        response.Headers.XContentTypeOptions = "nosniff";
        TellBesideTheBody(context, audience, error, detail, traceId);
        if (error.RetryAfter is { } wait)
        {
            response.Headers.RetryAfter = Math.Ceiling(wait.TotalSeconds).ToString(CultureInfo.InvariantCulture);
        }

        // The framework would take "head" for HEAD, for which the server, rightly, still expects the body (RFC 9110 §9.1).
        return context.Request.Method == HttpMethods.Head ? Task.CompletedTask : response.Body.WriteAsync(body).AsTask();
    }

    /// <summary>
    /// Where no repository was found its format cannot tell, but go is to print, too, that its GOPROXY names a wrong host or path.
    /// </summary>
    private static bool IsGo(HttpRequest request) =>
        request.Headers.UserAgent.ToString().StartsWith("Go-http-client/", StringComparison.Ordinal);

    /// <summary>For clients that print nothing of a body.</summary>
    private static void TellBesideTheBody(
        HttpContext context, IErrorAudience? audience, GatewayError error, string detail, string traceId)
    {
        if (audience is { ReadsReason: true } && context.Features.Get<IHttpResponseFeature>() is { } head)
        {
            head.ReasonPhrase = ErrorText.Reason(error.Code, error.Detail);
        }

        if (audience?.PrintedField is { } field)
        {
            context.Response.Headers[field] = ErrorText.Field(error.Code, detail, traceId);
        }
    }
}
