using Gateway.Errors;

namespace Gateway.Registries.Integrity;

/// <summary>
/// Finds out what a tarball must hash to before it is fetched. When one comes that does not, and the upstream has no other destination that
/// has the right one, it is fetched once more: a destination may be the front of many servers, and the packument may have changed.
/// </summary>
internal sealed class IntegrityMiddleware(RequestDelegate next, PackageDigests digests)
{
    /// <summary>The stage.</summary>
    public Task InvokeAsync(HttpContext context)
    {
        if (context.Features.Get<IRequestMeaningFeature>() is not { Meaning: var meaning })
        {
            return next(context);
        }

        return meaning.IsVerifiable && HttpMethods.IsGet(context.Request.Method) ? FetchAsync(context, meaning)
            : meaning is { Action: not RequestAction.Read, Package: { } package } ? ChangeAsync(context, package)
            : next(context);
    }

    private async Task FetchAsync(HttpContext context, RequestMeaning meaning)
    {
        var expected = new ExpectedTarball(await digests.FindAsync(context, meaning));
        context.Features.Set(expected);
        var before = ResponseReset.Remember(context.Response);
        var destinations = context.GetReverseProxyFeature().AvailableDestinations;
        await next(context);
        if (!expected.WasContradicted)
        {
            return;
        }

        digests.Doubt(context, meaning);
        if (context.Response.HasStarted || context.Features.Get<GatewayError>()?.Code != ErrorCode.UpstreamIntegrityMismatch)
        {
            return;
        }

        context.Features.Set(new ExpectedTarball(await digests.FindAsync(context, meaning)));
        before.Restore(context);
        var proxy = context.GetReverseProxyFeature();
        (proxy.AvailableDestinations, proxy.ProxiedDestination) = (destinations, null);
        await next(context);
    }

    /// <summary>What is known of a package is not so any longer once it is published, or taken back.</summary>
    private async Task ChangeAsync(HttpContext context, string package)
    {
        await next(context);
        digests.Forget(package);
    }
}
