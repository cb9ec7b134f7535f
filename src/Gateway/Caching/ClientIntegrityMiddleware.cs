using Gateway.Environments;
using Gateway.Errors;
using Gateway.HttpCache.Storage;
using Gateway.Registries;
using Gateway.Registries.Integrity;
using Microsoft.AspNetCore.Http.Features;

namespace Gateway.Caching;

/// <summary>
/// Compares a tarball with what the client's lock file says of it (<c>pacote-integrity</c>, which npm sends) before it is served: by the
/// digest that was verified when it was stored, and otherwise by its bytes. Where the registry has published other bytes since they were
/// stored, they are fetched once more; where the registry agrees with what is stored, the client's lock file is the one that is wrong.
/// </summary>
internal sealed class ClientIntegrityMiddleware(
    RequestDelegate next, PackageDigests digests, ICacheStore store, ILoggerFactory loggers)
{
    private const string Field = "pacote-integrity";

    private readonly ILogger _logger = loggers.CreateLogger("Gateway.Caching");

    /// <summary>The stage.</summary>
    public Task InvokeAsync(HttpContext context) =>
        context.Request.Headers.TryGetValue(Field, out var text)
        && context.Features.Get<IRequestMeaningFeature>() is { Meaning: { IsVerifiable: true } meaning }
        && HttpMethods.IsGet(context.Request.Method)
        && SubresourceIntegrity.Parse(text.ToString()) is { } expected
            ? ServeAsync(context, meaning, expected)
            : next(context);

    private async Task ServeAsync(HttpContext context, RequestMeaning meaning, SubresourceIntegrity expected)
    {
        var before = ResponseReset.Remember(context.Response);
        if (await PassAsync(context, expected))
        {
            return;
        }

        var repository = context.Features.GetRequiredFeature<GatewayRequest>().Mount!.Name;
        if (!context.Response.HasStarted
            && await digests.FindAnewAsync(context, meaning) is { } current && expected.Accepts(current) == true)
        {
            Log.TarballOutdated(_logger, meaning.Package, meaning.Version, repository);
            before.Restore(context);
            await store.PurgeAsync(new PurgeScope.OfKey(new CacheVisit(context, next).Key), PurgeMode.Hard, CancellationToken.None);
            if (await PassAsync(context, expected))
            {
                return;
            }
        }

        Refuse(context, meaning, expected, repository, before);
    }

    /// <returns>False when the tarball is another one; nothing that could be taken for the whole of it has been sent.</returns>
    private async Task<bool> PassAsync(HttpContext context, SubresourceIntegrity expected)
    {
        var inner = context.Features.GetRequiredFeature<IHttpResponseBodyFeature>();
        var isOther = false;
        var body = new RewritingBody(inner, destination =>
        {
            var verdict = Compare(context.Response, expected);
            isOther = verdict == false;
            return isOther ? new DiscardedBody()
                : verdict == true ? null
                : new VerifiedBody(destination, expected, context.Response.ContentLength, context.RequestAborted);
        });
        context.Features.Set<IHttpResponseBodyFeature>(body);
        try
        {
            await body.PassAsync(context, next);
            return !isOther;
        }
        catch (IntegrityException)
        {
            return false;
        }
        finally
        {
            context.Features.Set(inner);
        }
    }

    /// <summary>Null when only the bytes can tell; an answer without the whole tarball is not compared.</summary>
    private static bool? Compare(HttpResponse response, SubresourceIntegrity expected) =>
        response.StatusCode != StatusCodes.Status200OK ? true
        : SubresourceIntegrity.OfField(response.Headers[ArtifactResponseMiddleware.DigestField]) is { } known ? expected.Accepts(known)
        : null;

    private void Refuse(
        HttpContext context, RequestMeaning meaning, SubresourceIntegrity expected, string repository, in ResponseReset before)
    {
        Log.TarballUnexpected(_logger, meaning.Package, meaning.Version, repository, expected.ToString());
        if (context.Response.HasStarted)
        {
            context.Abort();
            return;
        }

        before.Restore(context);
        context.Features.Set(new GatewayError(
            ErrorCode.IntegrityMismatch,
            $"The tarball of {meaning.Package} {meaning.Version} in {repository} does not hash to {expected}, which the client expects. "
            + "The lock file may be of another registry or of a version that was published anew; write it anew if you trust this one."));
    }
}
