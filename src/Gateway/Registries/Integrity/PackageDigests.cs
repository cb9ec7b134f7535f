using Gateway.Environments;
using Gateway.Registries.Documents;
using Gateway.Registries.Npm;
using Gateway.Telemetry;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Net.Http.Headers;

namespace Gateway.Registries.Integrity;

/// <summary>
/// Knows what tarballs must hash to: from the packuments that came past, and otherwise from one that it asks for, as a client would, from
/// the cache or the upstream.
/// </summary>
internal sealed class PackageDigests(DigestIndex index, InnerRequests inner, TimeProvider time)
{
    /// <summary>
    /// How old what is known may be where it was contradicted, before the upstream is asked again: a client with a wrong lock file must not
    /// make each of its requests two at the upstream.
    /// </summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    /// <summary>What the tarball that a request is for hashes to; null when nobody can tell.</summary>
    public async ValueTask<SubresourceIntegrity?> FindAsync(HttpContext context, RequestMeaning meaning)
    {
        var request = context.Features.GetRequiredFeature<GatewayRequest>();
        var known = index.Find(request.Mount!, meaning.Package!);
        if (known is null or { IsDoubted: true })
        {
            await ReadAsync(context, request, meaning.Package!, anew: known is not null);
            known = index.Find(request.Mount!, meaning.Package!);
        }

        return known?.Digests.Find(meaning.Version!);
    }

    /// <summary>The same, asked of the upstream after an artifact or a client has contradicted it.</summary>
    public async ValueTask<SubresourceIntegrity?> FindAnewAsync(HttpContext context, RequestMeaning meaning)
    {
        var request = context.Features.GetRequiredFeature<GatewayRequest>();
        if (index.Find(request.Mount!, meaning.Package!) is not { } known || time.GetElapsedTime(known.Since) >= Patience)
        {
            await ReadAsync(context, request, meaning.Package!, anew: true);
        }

        return index.Find(request.Mount!, meaning.Package!)?.Digests.Find(meaning.Version!);
    }

    /// <summary>An artifact came that is not the one; the next request for it asks the upstream what it must be.</summary>
    public void Doubt(HttpContext context, RequestMeaning meaning) =>
        index.Doubt(context.Features.GetRequiredFeature<GatewayRequest>().Mount!, meaning.Package!);

    /// <summary>A package has changed.</summary>
    public void Forget(string package) => index.Forget(package);

    private async Task ReadAsync(HttpContext cause, GatewayRequest request, string package, bool anew)
    {
        // The form that npm has fetched to install: the one that is most likely stored.
        var headers = new HeaderDictionary
        {
            [HeaderNames.Accept] = PackumentForm.Abbreviated,
            [HeaderNames.AcceptEncoding] = ContentCodings.Asked,
        };
        if (cause.Request.Headers.TryGetValue(HeaderNames.Authorization, out var credential))
        {
            headers[HeaderNames.Authorization] = credential;
        }

        if (anew)
        {
            headers[HeaderNames.CacheControl] = "no-cache";
        }

        var context = inner.ContextFor(RequestFor(request, package), headers, cause.RequestAborted);
        context.Features.GetRequiredFeature<RequestRecord>().ContinueTrace(cause.Features.GetRequiredFeature<RequestRecord>());
        var digests = new VersionDigests();
        var body = new RewritingBody(
            context.Features.GetRequiredFeature<IHttpResponseBodyFeature>(), destination => Begin(context, digests, destination));
        context.Features.Set<IHttpResponseBodyFeature>(body);
        try
        {
            await body.PassAsync(context, inner.SendAsync);
        }
        catch (RegistryDocumentException)
        {
            // Reported where it was fetched; a document that cannot be read tells nothing.
            return;
        }

        if (body.IsWhole && context.Response.StatusCode == StatusCodes.Status200OK)
        {
            index.Learn(request.Mount, package, digests);
        }
    }

    private static DocumentPump? Begin(HttpContext context, VersionDigests digests, Stream destination)
    {
        if (context.Response.StatusCode != StatusCodes.Status200OK)
        {
            return null;
        }

        var coding = context.Response.Headers.ContentEncoding;
        return new DocumentPump(
            new JsonStringRewriter(new PackumentRule(mapping: null, digests), DocumentLimits.Upstream),
            source => ContentCodings.Undo(source, coding),
            destination,
            ContentCodings.Identity,
            context.RequestAborted);
    }

    private static GatewayRequest RequestFor(GatewayRequest request, string package)
    {
        var target = $"{request.Mount!.Options.Path}/{package.Replace("/", "%2f", StringComparison.Ordinal)}";
        return new GatewayRequest
        {
            Published = request.Published,
            Environment = request.Environment,
            Target = new RequestTarget(target, target.Length),
            Scheme = request.Scheme,
            Host = request.Host,
            Client = request.Client,
        };
    }
}
