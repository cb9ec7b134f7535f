using Gateway.Configuration;
using Gateway.Environments;
using Gateway.Errors;
using Gateway.Registries.Documents;
using Gateway.Registries.Go;
using Gateway.Registries.Names;
using Gateway.Telemetry;
using Microsoft.AspNetCore.Http.Features;

namespace Gateway.Registries;

/// <summary>
/// What a registry's request has to pass once it is granted and before it may be answered from the cache: who of the upstreams may hear
/// its name, what of it may go along, and whether the client has a right of its own to what is stored of others.
/// </summary>
internal sealed class RegistryRequestMiddleware(
    RequestDelegate next, ErrorResponse errors, AuditScreen audits, ClientRights rights, GatewayMetrics metrics, ILoggerFactory loggers)
{
    /// <summary>Fields in which npm, now or once, tells more than the package that is asked for.</summary>
    private static readonly string[] TellingFields = ["npm-scope", "Referer"];

    private readonly ILogger _logger = loggers.CreateLogger("Gateway.Registries");

    /// <summary>The stage.</summary>
    public Task InvokeAsync(HttpContext context)
    {
        var request = context.Features.GetRequiredFeature<GatewayRequest>();
        if (request.Mount is not { } mount || context.Features.Get<IRequestMeaningFeature>() is not { Meaning: var meaning })
        {
            return next(context);
        }

        var guard = request.Published.Snapshot.Part<PrivateNameTable>().Of(mount);
        return meaning.Kind switch
        {
            RequestKind.GoGet => ShowModule(context, meaning, request),
            RequestKind.Audit when HttpMethods.IsPost(context.Request.Method) => Audit(context, request, meaning, guard),
            _ => ReferenceEquals(guard, PrivateNameGuard.None)
                ? Enter(context, request, meaning)
                : Admit(context, request, meaning, guard),
        };
    }

    private Task Enter(HttpContext context, GatewayRequest request, RequestMeaning meaning)
    {
        if (meaning.Format == RepositoryFormat.Go && CachedOnly.IsWanted(context.Request.Headers))
        {
            CachedOnly.Demand(context.Request.Headers);
            return FindStored(context, request, meaning);
        }

        return Confirm(context, request, meaning);
    }

    private Task Confirm(HttpContext context, GatewayRequest request, RequestMeaning meaning) =>
        ClientRights.AreAsked(request.Mount!, context.Request.Method)
            && rights.Unconfirmed(request.Mount!, meaning, context.Request.Headers.Authorization) is { } right
                ? AskUpstream(context, right)
                : next(context);

    /// <summary>What is stored of others is confirmed by the upstream with this client's credential before it is given to it.</summary>
    private Task AskUpstream(HttpContext context, ClientRight right)
    {
        ClientRights.DemandConfirmation(context.Request.Headers);

        // Before the answer goes out: a client that has it may ask for more at once.
        context.Response.OnStarting(() =>
        {
            if (context.Features.Get<GatewayError>() is null && ClientRights.AreConfirmedBy(context.Response.StatusCode))
            {
                rights.Remember(right);
            }

            return Task.CompletedTask;
        });
        return next(context);
    }

    /// <summary>Answers with what is stored, however old; nobody is asked.</summary>
    private async Task FindStored(HttpContext context, GatewayRequest request, RequestMeaning meaning)
    {
        await Confirm(context, request, meaning);
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
            return Enter(context, request, meaning);
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

    /// <summary>
    /// Sends an audit to the first upstream that has audits, each getting the names that it may hear. One private upstream alone, or one
    /// in a repository without private names, gets the body as it comes.
    /// </summary>
    private async Task Audit(HttpContext context, GatewayRequest request, RequestMeaning meaning, PrivateNameGuard guard)
    {
        RemoveTellingFields(context.Request.Headers, request.Mount!, guard);
        if (request.Mount!.Upstreams.Length == 1 && !guard.ScreensBodies)
        {
            await next(context);
            return;
        }

        try
        {
            request.Screen(await audits.HoldAsync(context, meaning, request.Mount, guard));
        }
        catch (RegistryDocumentException exception)
        {
            context.Features.Set(new GatewayError(ErrorCode.InvalidAudit, DocumentFaultText.Of(exception.Fault)));
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
}
