using Microsoft.AspNetCore.Http.Features;

namespace Gateway.Errors;

/// <summary>The last resort: a request that no stage answered, or that a defect or the client's own fault stopped.</summary>
internal sealed class ErrorBoundaryMiddleware(RequestDelegate next, ErrorResponse errors, ILoggerFactory loggers)
{
    private readonly ILogger _logger = loggers.CreateLogger("Gateway.Errors");

    /// <summary>The stage.</summary>
    public Task InvokeAsync(HttpContext context)
    {
        Task rest;
        try
        {
            rest = next(context);
        }
        catch (Exception exception)
        {
            rest = Task.FromException(exception);
        }

        return rest.IsCompletedSuccessfully ? rest : Guard(rest, context);
    }

    private async Task Guard(Task rest, HttpContext context)
    {
        try
        {
            await rest;
        }
        catch (BadHttpRequestException exception) when (exception.StatusCode == StatusCodes.Status413PayloadTooLarge)
        {
            var limit = context.Features.Get<IHttpMaxRequestBodySizeFeature>()?.MaxRequestBodySize;
            await errors.WriteAsync(context, new GatewayError(
                ErrorCode.BodyTooLarge, $"This environment takes bodies of at most {limit} bytes."));
        }
        catch (BadHttpRequestException exception)
        {
            await errors.WriteAsync(context, new GatewayError(ErrorCode.InvalidBody, exception.Message));
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            // The client left. Nobody is there to answer; 499 is nginx's word for it in the access log.
            if (!context.Response.HasStarted)
            {
                context.Response.StatusCode = StatusCodes.Status499ClientClosedRequest;
            }
        }
        catch (Exception exception)
        {
            Log.Failed(_logger, exception);
            await errors.WriteAsync(context, new GatewayError(ErrorCode.InternalError, "The log has the cause under this trace id."));
        }
    }
}
