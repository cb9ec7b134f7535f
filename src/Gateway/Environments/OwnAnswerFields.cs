using Gateway.Errors;
using Microsoft.AspNetCore.Http.Features;
using Yarp.ReverseProxy.Transforms;
using Yarp.ReverseProxy.Transforms.Builder;

namespace Gateway.Environments;

/// <summary>
/// Fields of an answer that are the gateway's word alone. An upstream that sends one, because it is a gateway itself or because it
/// means harm, would have its answer taken for the gateway's own error, or for another environment's.
/// </summary>
internal sealed class OwnAnswerFields : ITransformProvider
{
    /// <summary>The field that names the environment, where its policy wants that.</summary>
    public const string Environment = "X-Gateway-Environment";

    /// <inheritdoc/>
    public void ValidateRoute(TransformRouteValidationContext context)
    {
    }

    /// <inheritdoc/>
    public void ValidateCluster(TransformClusterValidationContext context)
    {
    }

    /// <inheritdoc/>
    public void Apply(TransformBuilderContext context) => context.AddResponseTransform(transform =>
    {
        Restore(transform.HttpContext);
        return default;
    });

    /// <summary>Says of an upstream's answer what the gateway itself has to say.</summary>
    public static void Restore(HttpContext context)
    {
        var headers = context.Response.Headers;
        if (!IsOfALoop(context.Response))
        {
            headers.Remove(ErrorResponse.CodeField);
        }

        if (headers.Remove(Environment))
        {
            Tell(context.Response, context.Features.GetRequiredFeature<GatewayRequest>().Environment);
        }
    }

    /// <summary>Names the environment in an answer, where its policy wants that.</summary>
    public static void Tell(HttpResponse response, GatewayEnvironment environment)
    {
        if (environment.Policy.ShowEnvironment == true)
        {
            response.Headers[Environment] = environment.Name;
        }
    }

    // A loop leads through this gateway again: the answer is its own word, however often it has come by since.
    private static bool IsOfALoop(HttpResponse response) => response.StatusCode == ErrorCode.LoopDetected.Status
        && response.Headers[ErrorResponse.CodeField] == ErrorCode.LoopDetected.Name;
}
