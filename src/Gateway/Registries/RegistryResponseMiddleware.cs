using Gateway.Errors;
using Gateway.Registries.Documents;
using Gateway.Registries.Npm;
using Gateway.Registries.NuGet;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Primitives;
using Microsoft.Net.Http.Headers;
using Yarp.ReverseProxy.Forwarder;
using Yarp.ReverseProxy.Model;

namespace Gateway.Registries;

/// <summary>
/// Rewrites the documents of an upstream on their way to the cache, so that the URLs in them lead back to the gateway. Stands right
/// above the forwarder, below the attempts: each attempt has its own document, and the destination that answers is known. A faulty
/// document is left as a <see cref="GatewayError"/> where nothing has been written yet, and breaks the transfer where something has.
/// </summary>
internal sealed class RegistryResponseMiddleware(RequestDelegate next, ILoggerFactory loggers)
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
        var form = new DocumentForm(feature, coding, new RewrittenEntityTag(feature.PublicBase, coding));
        var asked = RewrittenHead.AskForOriginal(context.Request.Headers, form.Tags);
        KeyValuePair<string, StringValues>[] fields = [.. context.Response.Headers];
        var inner = context.Features.GetRequiredFeature<IHttpResponseBodyFeature>();
        var body = new RewritingBody(inner, destination => Begin(context, form, destination));
        context.Features.Set<IHttpResponseBodyFeature>(body);
        try
        {
            await Forward(context, body);
            if (!body.HasBegun && !context.Response.HasStarted)
            {
                // HEAD and 304: fields without a body.
                Describe(context, form);
            }
        }
        catch (RegistryDocumentException exception)
        {
            Refuse(context, feature.Meaning, exception.Fault, fields);
        }
        finally
        {
            context.Features.Set(inner);
            RewrittenHead.Restore(context.Request.Headers, asked);
        }
    }

    /// <summary>Lets the forwarder write, and sees the document to its end whatever happens.</summary>
    private async Task Forward(HttpContext context, RewritingBody body)
    {
        try
        {
            await next(context);
        }
        catch (Exception exception)
        {
            await Abandon(body, exception);
            throw;
        }

        if (context.Features.Get<IForwarderErrorFeature>() is { } failure)
        {
            // The forwarder has dealt with the response; what remains is to learn whether the document was the cause.
            await Abandon(body, failure.Exception);
            return;
        }

        // An empty body is never written; where a document should be, it is one cut short.
        if (!body.HasBegun && HttpMethods.IsGet(context.Request.Method) && context.Response.StatusCode is StatusCodes.Status200OK)
        {
            await body.StartAsync();
        }

        await body.EndAsync(fault: null);
    }

    private static async Task Abandon(RewritingBody body, Exception? cause)
    {
        try
        {
            await body.EndAsync(cause ?? new IOException("The upstream broke the connection."));
        }
        catch (IOException)
        {
            // This is the end that was just announced to it.
        }
        catch (OperationCanceledException)
        {
            // Nobody wanted the rest, which is what the forwarder has reported.
        }
    }

    private static DocumentPump? Begin(HttpContext context, DocumentForm form, Stream destination)
    {
        var response = context.Response;
        var status = response.StatusCode;
        var coding = response.Headers.ContentEncoding;
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
        var rewriter = new JsonStringRewriter(RuleFor(form.Feature, BasesOf(context)), DocumentLimits.Upstream);
        return new DocumentPump(rewriter, Open, destination, form.Coding, context.RequestAborted);

        // What is wrong already is thrown inside the pump: there it is found again at the end, when the forwarder has caught it once.
        Stream Open(Stream source) =>
            mayBeJson ? ContentCodings.Undo(source, coding) : throw new RegistryDocumentException(DocumentFault.NotJson);
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

    private static JsonStringRule RuleFor(IRequestMeaningFeature feature, IEnumerable<Uri> upstreamBases)
    {
        var mapping = new UpstreamUrlMapping(upstreamBases, feature.PublicBase);
        return feature.Meaning is { Format: Configuration.RepositoryFormat.Npm, Package: { } package }
            ? new PackumentRule(new TarballUrlMapping(mapping, package))
            : new NuGetDocumentRule(mapping);
    }

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
        _ => ErrorCode.UpstreamInvalidDocument,
    };

    private void Refuse(HttpContext context, RequestMeaning meaning, DocumentFault fault, KeyValuePair<string, StringValues>[] fields)
    {
        var upstream = context.Features.Get<IReverseProxyFeature>()?.Cluster.Config.ClusterId;
        Log.DocumentRefused(_logger, meaning.Kind, meaning.Package, upstream, fault);
        // The forwarder saw its write fail and took that for the client's leaving; it is neither that nor the destination's health.
        context.Features.Set<IForwarderErrorFeature>(null);
        if (context.Response.HasStarted)
        {
            context.Abort();
            return;
        }

        context.Response.Clear();
        foreach (var (name, value) in fields)
        {
            context.Response.Headers[name] = value;
        }

        var detail = $"{DocumentFaultText.Of(fault)} It is the answer of {upstream} for {meaning.Package ?? "the repository"}.";
        context.Features.Set(new GatewayError(CodeOf(fault), detail));
    }

    /// <summary>The form that a document is given.</summary>
    /// <param name="Feature">What the request means.</param>
    /// <param name="Coding">Its content coding.</param>
    /// <param name="Tags">How its entity tag is made.</param>
    private sealed record DocumentForm(IRequestMeaningFeature Feature, string Coding, RewrittenEntityTag Tags);
}
