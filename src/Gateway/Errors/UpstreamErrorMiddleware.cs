namespace Gateway.Errors;

/// <summary>Answers with the error that a stage below left as a feature, because it did not know for which client it would be.</summary>
internal sealed class UpstreamErrorMiddleware(RequestDelegate next, ErrorResponse errors)
{
    /// <summary>The stage.</summary>
    public Task InvokeAsync(HttpContext context)
    {
        var rest = next(context);
        return rest.IsCompletedSuccessfully && context.Features.Get<GatewayError>() is null ? rest : Finish(rest, context);
    }

    private async Task Finish(Task rest, HttpContext context)
    {
        await rest;
        if (context.Features.Get<GatewayError>() is { } error)
        {
            await errors.WriteAsync(context, error);
        }
    }
}
