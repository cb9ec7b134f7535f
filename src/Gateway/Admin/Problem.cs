using Gateway.Errors;

namespace Gateway.Admin;

/// <summary>A refusal in the form of RFC 9457.</summary>
internal sealed class Problem(ErrorCode code, string detail) : IResult
{
    /// <inheritdoc/>
    public Task ExecuteAsync(HttpContext httpContext)
    {
        httpContext.Response.StatusCode = code.Status;
        httpContext.Response.ContentType = "application/problem+json";
        httpContext.Response.Headers[ErrorResponse.CodeField] = code.Name;
        return httpContext.Response.Body.WriteAsync(ErrorText.Problem(code, detail, httpContext.TraceIdentifier)).AsTask();
    }
}
