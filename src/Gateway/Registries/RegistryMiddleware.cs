using Gateway.Configuration;
using Gateway.Environments;
using Gateway.Errors;
using Gateway.Registries.Documents;
using Gateway.Registries.Npm;
using Gateway.Registries.NuGet;
using Gateway.Telemetry;
using Microsoft.AspNetCore.Http.Features;

namespace Gateway.Registries;

/// <summary>Finds out what a request to a mounted repository means, and refuses one that could mean two things.</summary>
internal sealed class RegistryMiddleware(RequestDelegate next, ErrorResponse errors)
{
    /// <summary>The stage.</summary>
    public Task InvokeAsync(HttpContext context)
    {
        var request = context.Features.GetRequiredFeature<GatewayRequest>();
        if (request.Mount is not { } mount)
        {
            return next(context);
        }

        var meaning = RegistryFormats.Of(mount.Options.Format).Interpret(context.Request.Method, TargetOf(request.Rest));
        if (meaning.Kind == RequestKind.Invalid)
        {
            return errors.WriteAsync(context, new GatewayError(CodeOf(meaning.Fault), TargetFaultText.Of(meaning.Fault)));
        }

        var feature = new RequestMeaningFeature(meaning, request);
        context.Features.Set<IRequestMeaningFeature>(feature);
        if (request.Environment.DemandsIdentity)
        {
            context.Features.Set<IRequestedAccess>(feature);
        }

        if (context.Features.Get<RequestRecord>() is { } record)
        {
            record.PackageName = meaning.Package;
            record.PackageVersion = meaning.Version;
        }

        Describe(context, meaning);
        if (meaning.CacheClass == CacheClass.Document)
        {
            request.ExpectDocument();
        }

        return next(context);
    }

    /// <summary>What the format's clients say of themselves, in one form for the stages below.</summary>
    private static void Describe(HttpContext context, RequestMeaning meaning)
    {
        var headers = context.Request.Headers;
        if (meaning.Rewritable)
        {
            headers.AcceptEncoding = ContentCodings.ChosenFor(headers.AcceptEncoding);
            if (meaning.Format == RepositoryFormat.Npm)
            {
                headers.Accept = PackumentForm.ChosenFor(headers.Accept);
            }
        }
        else if (meaning.Kind == RequestKind.Artifact)
        {
            // Archives are compressed already, and their digests are of themselves. Verdaccio and its kind code them once more for
            // whoever accepts it: other bytes for each client, which no digest fits.
            headers.AcceptEncoding = ContentCodings.Identity;
        }

        if (meaning.Format == RepositoryFormat.NuGet
            && context.Features.Get<IHttpActivityFeature>() is { Activity: { IsAllDataRequested: true } span }
            && NuGetSession.Read(headers) is { } session)
        {
            span.SetTag(GatewaySource.Tag.NuGetSession, session);
        }
    }

    // The mount itself is the repository's root.
    private static string TargetOf(string rest) => rest.StartsWith('/') ? rest : $"/{rest}";

    private static ErrorCode CodeOf(TargetFault fault) =>
        fault is TargetFault.BadPackageName or TargetFault.BadVersion or TargetFault.BadCaseEscape or TargetFault.BadChecksumPath
            ? ErrorCode.InvalidName
            : ErrorCode.InvalidTarget;
}
