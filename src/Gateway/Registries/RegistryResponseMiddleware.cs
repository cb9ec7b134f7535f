using Gateway.Environments;
using Gateway.Errors;
using Gateway.Registries.Documents;
using Gateway.Registries.Integrity;
using Gateway.Registries.Npm;
using Gateway.Registries.NuGet;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Net.Http.Headers;
using Yarp.ReverseProxy.Forwarder;
using Yarp.ReverseProxy.Model;

namespace Gateway.Registries;

/// <summary>
/// Rewrites the documents of an upstream on their way to the cache, so that the URLs in them lead back to the gateway. Stands right
/// above the forwarder, below the attempts: each attempt has its own document, and the destination that answers is known. A faulty
/// document is left as a <see cref="GatewayError"/> where nothing has been written yet, and breaks the transfer where something has.
/// </summary>
internal sealed class RegistryResponseMiddleware(RequestDelegate next, DigestIndex index, ILoggerFactory loggers)
{
    private readonly ILogger _logger = loggers.CreateLogger("Gateway.Registries");

    /// <summary>The stage.</summary>
    public Task InvokeAsync(HttpContext context) =>
        context.Features.Get<IRequestMeaningFeature>() is { Meaning.Rewritable: true } feature
        && RequestActions.Retrieves(context.Request.Method)
            ? Rewrite(context, feature)
            : next(context);

    private async Task Rewrite(HttpContext context, IRequestMeaningFeature feature)
    {
        var coding = ContentCodings.ChosenFor(context.Request.Headers.AcceptEncoding);
        var form = new DocumentForm(feature, coding, new RewrittenEntityTag(feature.PublicBase, coding), DigestsOf(feature.Meaning));
        var asked = RewrittenHead.AskForOriginal(context.Request.Headers, form.Tags);
        var before = ResponseReset.Remember(context.Response);
        var inner = context.Features.GetRequiredFeature<IHttpResponseBodyFeature>();
        var body = new RewritingBody(inner, destination => Begin(context, form, destination));
        context.Features.Set<IHttpResponseBodyFeature>(body);
        try
        {
            await body.PassAsync(context, next);
            if (!body.HasBegun && !context.Response.HasStarted)
            {
                // HEAD and 304: fields without a body.
                Describe(context, form);
            }
            else if (body.IsWhole && RewrittenHead.CarriesDocument(context.Response.StatusCode))
            {
                index.Learn(context.Features.Get<GatewayRequest>()?.Mount, feature.Meaning.Package, form.Digests);
            }
        }
        catch (RegistryDocumentException exception)
        {
            Refuse(context, feature.Meaning, exception, before);
        }
        finally
        {
            context.Features.Set(inner);
            RewrittenHead.Restore(context.Request.Headers, asked);
        }
    }

    private static DocumentPump? Begin(HttpContext context, DocumentForm form, Stream destination)
    {
        var response = context.Response;
        var status = response.StatusCode;
        var coding = response.Headers.ContentEncoding;
        var length = response.ContentLength;
        Describe(context, form);
        if (status == StatusCodes.Status304NotModified || HttpMethods.IsHead(context.Request.Method))
        {
            return null;
        }

        if (!RewrittenHead.SpeaksOfDocument(status))
        {
            // The coding was asked for by the gateway; who the answer is for may not know it.
            return coding.Count == 0
                ? null
                : new DocumentPump(
                    null, source => ContentCodings.Undo(source, coding), destination, ContentCodings.Identity, context.RequestAborted);
        }

        var mayBeJson = RewrittenHead.MayBeJson(response.ContentType);
        var isTooLong = length > DocumentLimits.Upstream.MaxLength;
        var rewriter = new JsonStringRewriter(RuleFor(form, BasesOf(context)), DocumentLimits.Upstream);
        return new DocumentPump(rewriter, Open, destination, form.Coding, context.RequestAborted);

        // What is wrong already is thrown inside the pump: there it is found again at the end, when the forwarder has caught it once.
        Stream Open(Stream source) => !mayBeJson ? throw new RegistryDocumentException(DocumentFault.NotJson)
            : isTooLong ? throw new RegistryDocumentException(DocumentFault.TooLarge)
            : ContentCodings.Undo(source, coding);
    }

    private static void Describe(HttpContext context, DocumentForm form)
    {
        var headers = context.Response.Headers;
        if (RewrittenHead.SpeaksOfDocument(context.Response.StatusCode))
        {
            RewrittenHead.Describe(headers, form.Tags, form.Coding);
        }
        else if (headers.ContentEncoding.Count > 0)
        {
            headers.Remove(HeaderNames.ContentEncoding);
            headers.Remove(HeaderNames.ContentLength);
        }

        // "There is none" is said of every form, and takes the place of what was stored of it.
        RewrittenHead.DescribeVariants(headers, form.Feature.Meaning.Format);
    }

    private static JsonStringRule RuleFor(DocumentForm form, IEnumerable<Uri> upstreamBases)
    {
        var mapping = new UpstreamUrlMapping(upstreamBases, form.Feature.PublicBase);
        return form.Feature.Meaning is { Format: Configuration.RepositoryFormat.Npm, Package: { } package }
            ? new PackumentRule(new TarballUrlMapping(mapping, package), form.Digests)
            : new NuGetDocumentRule(mapping);
    }

    /// <summary>Takes the digests of a packument, which come past here anyway; the document of one version is not the whole.</summary>
    private static VersionDigests? DigestsOf(RequestMeaning meaning) =>
        meaning is { Format: Configuration.RepositoryFormat.Npm, Version: null } ? new VersionDigests() : null;

    /// <summary>Every destination of the upstream that answers: they serve the same, and one may name another.</summary>
    private static IEnumerable<Uri> BasesOf(HttpContext context)
    {
        foreach (var destination in context.Features.Get<IReverseProxyFeature>()?.Cluster.Config.Destinations?.Values ?? [])
        {
            if (Uri.TryCreate(destination.Address, UriKind.Absolute, out var address))
            {
                yield return address;
            }
        }
    }

    private static ErrorCode CodeOf(DocumentFault fault) => fault switch
    {
        DocumentFault.CutShort => ErrorCode.UpstreamDocumentCutShort,
        DocumentFault.TooDeep or DocumentFault.TokenTooLong => ErrorCode.UpstreamDocumentTooDeep,
        DocumentFault.TooLarge => ErrorCode.UpstreamDocumentTooLarge,
        DocumentFault.ForeignTarball => ErrorCode.UpstreamForeignTarball,
        _ => ErrorCode.UpstreamInvalidDocument,
    };

    private void Refuse(HttpContext context, RequestMeaning meaning, RegistryDocumentException exception, in ResponseReset before)
    {
        var upstream = context.Features.Get<IReverseProxyFeature>()?.Cluster.Config.ClusterId;
        Log.DocumentRefused(_logger, meaning.Kind, meaning.Package, upstream, exception.Fault);
        if (context.Response.HasStarted)
        {
            context.Features.Set<IForwarderErrorFeature>(null);
            context.Abort();
            return;
        }

        // The forwarder saw its write fail and took that for the client's leaving; it is neither that nor the destination's health.
        before.Restore(context);
        var detail = $"{exception.Message} It is the answer of {upstream} for {meaning.Package ?? "the repository"}.";
        context.Features.Set(new GatewayError(CodeOf(exception.Fault), detail));
    }

    /// <summary>The form that a document is given.</summary>
    /// <param name="Feature">What the request means.</param>
    /// <param name="Coding">Its content coding.</param>
    /// <param name="Tags">How its entity tag is made.</param>
    /// <param name="Digests">Takes the digests that it tells; null when nobody wants them.</param>
    private sealed record DocumentForm(IRequestMeaningFeature Feature, string Coding, RewrittenEntityTag Tags, VersionDigests? Digests);
}
