using Gateway.Configuration;
using Gateway.Environments;
using Gateway.Errors;
using Gateway.Registries.Documents;
using Gateway.Registries.Go;
using Gateway.Registries.Names;
using Gateway.Registries.NuGet;
using Gateway.Telemetry;
using Microsoft.AspNetCore.Http.Features;

namespace Gateway.Registries;

/// <summary>
/// Finds out what a request to a mounted repository means and who may hear of it; refuses what could mean two things, and what nobody
/// may hear.
/// </summary>
internal sealed class RegistryMiddleware(
    RequestDelegate next, ErrorResponse errors, AuditScreen audits, GatewayMetrics metrics, ILoggerFactory loggers)
{
    /// <summary>Fields in which npm, now or once, tells more than the package that is asked for.</summary>
    private static readonly string[] TellingFields = ["npm-scope", "Referer"];

    private readonly ILogger _logger = loggers.CreateLogger("Gateway.Registries");

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

        var guard = request.Published.Snapshot.Part<PrivateNameTable>().Of(mount);
        return meaning.Kind == RequestKind.GoGet
            ? ShowModule(context, meaning, request)
            : ReferenceEquals(guard, PrivateNameGuard.None) ? Enter(context, request, meaning) : Admit(context, request, meaning, guard);
    }

    /// <summary>What the format's clients say of themselves, in one form for the stages below.</summary>
    private static void Describe(HttpContext context, RequestMeaning meaning)
    {
        var headers = context.Request.Headers;
        if (meaning.Rewritable)
        {
            headers.AcceptEncoding = ContentCodings.ChosenFor(headers.AcceptEncoding);
        }

        if (meaning.Format == RepositoryFormat.NuGet
            && context.Features.Get<IHttpActivityFeature>() is { Activity: { IsAllDataRequested: true } span }
            && NuGetSession.Read(headers) is { } session)
        {
            span.SetTag(GatewaySource.Tag.NuGetSession, session);
        }
    }

    private Task Enter(HttpContext context, GatewayRequest request, RequestMeaning meaning) =>
        meaning.Format == RepositoryFormat.Go && CachedOnly.IsWanted(context.Request.Headers)
            ? FindStored(context, request)
            : next(context);

    /// <summary>Answers with what is stored, however old; nobody is asked.</summary>
    private async Task FindStored(HttpContext context, GatewayRequest request)
    {
        CachedOnly.Demand(context.Request.Headers);
        await next(context);
        if (context.Features.Get<GatewayError>() is { } error && error.Code == ErrorCode.OnlyIfCached)
        {
            context.Features.Set(request.Limit?.Refusal ?? CachedOnly.Absence);
        }
    }

    private Task ShowModule(HttpContext context, RequestMeaning meaning, GatewayRequest request)
    {
        if (!GoModulePath.IsValid(meaning.Package!))
        {
            return errors.WriteAsync(context, new GatewayError(ErrorCode.InvalidName, TargetFaultText.Of(TargetFault.BadPackageName)));
        }

        context.Response.ContentType = GoGetPage.ContentType;
        return HttpMethods.IsHead(context.Request.Method)
            ? Task.CompletedTask
            : context.Response.WriteAsync(GoGetPage.Of(meaning.Package!, request.PublicBase), context.RequestAborted);
    }

    /// <summary>
    /// Limits the request to those who may hear its name, and takes private names out of what goes along with one that all may hear. What
    /// nobody may hear is not looked for in the cache either.
    /// </summary>
    private Task Admit(HttpContext context, GatewayRequest request, RequestMeaning meaning, PrivateNameGuard guard)
    {
        var mount = request.Mount!;
        if (guard.LimitOf(meaning) is not { } limit)
        {
            RemoveTellingFields(context.Request.Headers, mount, guard);
            return meaning.Kind == RequestKind.Audit && HttpMethods.IsPost(context.Request.Method) && guard.ScreensAudits
                ? Audit(context, meaning, mount, guard.Names)
                : Enter(context, request, meaning);
        }

        request.Restrict(limit);
        if (!limit.Upstreams.IsEmpty)
        {
            return Enter(context, request, meaning);
        }

        metrics.CountWithheldName(mount.Name, limit.Channel);
        Log.PrivateNameRefused(_logger, meaning.Package, limit.Channel, mount.Name);
        context.Features.Set(limit.Refusal);
        return Task.CompletedTask;
    }

    private async Task Audit(HttpContext context, RequestMeaning meaning, MountedRepository mount, PrivateNames names)
    {
        if (await audits.ScreenAsync(context, meaning, mount, names) is { } error)
        {
            context.Features.Set(error);
            return;
        }

        await next(context);
    }

    private void RemoveTellingFields(IHeaderDictionary headers, MountedRepository mount, PrivateNameGuard guard)
    {
        foreach (var field in TellingFields)
        {
            if (headers.TryGetValue(field, out var value) && guard.Hides(value.ToString()))
            {
                headers.Remove(field);
                metrics.CountWithheldName(mount.Name, NameChannels.WordOf(NameChannel.Field));
            }
        }
    }

    // The mount itself is the repository's root.
    private static string TargetOf(string rest) => rest.StartsWith('/') ? rest : $"/{rest}";

    private static ErrorCode CodeOf(TargetFault fault) =>
        fault is TargetFault.BadPackageName or TargetFault.BadVersion or TargetFault.BadCaseEscape or TargetFault.BadChecksumPath
            ? ErrorCode.InvalidName
            : ErrorCode.InvalidTarget;
}
