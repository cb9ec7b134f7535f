using Gateway.Environments;
using Gateway.Errors;
using Gateway.Telemetry;
using Microsoft.AspNetCore.Http.Features;

namespace Gateway.Registries;

/// <summary>Reads what the path means in the repository's format, and refuses a path that could be read in two ways.</summary>
internal sealed class RegistryMiddleware(RequestDelegate next)
{
    /// <summary>The stage.</summary>
    public Task InvokeAsync(HttpContext context)
    {
        var request = context.Features.GetRequiredFeature<GatewayRequest>();
        var target = request.Rest.StartsWith('/') ? request.Rest : "/" + request.Rest;
        var meaning = RegistryFormats.Of(request.Mount!.Options.Format).Interpret(context.Request.Method, target);
        if (meaning.Kind == RequestKind.Invalid)
        {
            context.Features.Set(new GatewayError(ErrorCode.InvalidName, TargetFaultText.Of(meaning.Fault)));
            return Task.CompletedTask;
        }

        if (meaning.Package is not null)
        {
            var record = context.Features.Get<RequestRecord>()!;
            record.PackageName = meaning.Package;
            record.PackageVersion = meaning.Version;
        }

        context.Features.Set(new RequestMeaningFeature(meaning, request.PublicBase));
        return next(context);
    }
}
