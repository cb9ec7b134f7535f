using Gateway.Errors;
using Microsoft.AspNetCore.Http.Features;
using Yarp.ReverseProxy.Forwarder;
using Yarp.ReverseProxy.Model;

namespace Gateway.Registries.Integrity;

/// <summary>
/// Holds back the end of an artifact on its way back, in each attempt, and hashes a tarball meanwhile. One that is cut short, or not the
/// expected, fails the attempt where it has been held back whole, so that another destination is asked; otherwise the transfer breaks
/// before its end. What was verified says in <c>Repr-Digest</c> (RFC 9530) what it hashes to, and so does the entry that is made of it.
/// </summary>
internal sealed class ArtifactResponseMiddleware(RequestDelegate next, ILoggerFactory loggers)
{
    /// <summary>The field that tells what an artifact hashes to; on stored ones it has been verified.</summary>
    public const string DigestField = "Repr-Digest";

    private readonly ILogger _logger = loggers.CreateLogger("Gateway.Registries");

    /// <summary>The stage.</summary>
    public Task InvokeAsync(HttpContext context) =>
        context.Features.Get<IRequestMeaningFeature>() is { Meaning: { IsHeldBack: true } meaning }
            ? Verify(context, meaning, context.Features.Get<ExpectedTarball>())
            : next(context);

    private async Task Verify(HttpContext context, RequestMeaning meaning, ExpectedTarball? expected)
    {
        var before = ResponseReset.Remember(context.Response);
        var inner = context.Features.GetRequiredFeature<IHttpResponseBodyFeature>();
        var body = new RewritingBody(inner, destination => Begin(context, meaning, expected?.Integrity, destination));
        context.Features.Set<IHttpResponseBodyFeature>(body);
        try
        {
            await body.PassAsync(context, next);
            if (!context.Response.HasStarted)
            {
                Conclude(context, meaning, body.HasBegun);
            }
        }
        catch (IntegrityException exception)
        {
            expected!.WasContradicted = true;
            Refuse(context, meaning, exception, before);
        }
        finally
        {
            context.Features.Set(inner);
        }
    }

    private static void Conclude(HttpContext context, RequestMeaning meaning, bool hasBegun)
    {
        if (!hasBegun && meaning.IsVerifiable)
        {
            // HEAD and 304 speak of what is stored already, which has been verified.
            context.Response.Headers.Remove(DigestField);
        }

        // A connection that is reset, silent or garbled says so itself.
        if (hasBegun && context.Features.Get<IForwarderErrorFeature>() is { Error: ForwarderError.ResponseBodyDestination } failure
            && failure.Exception is HttpIOException { HttpRequestError: HttpRequestError.ResponseEnded })
        {
            context.Features.Set<IForwarderErrorFeature>(new RefusedArtifact(new UpstreamRefusalException(
                ErrorCode.UpstreamArtifactCutShort, $"What came for {NameOf(meaning)} ends before its length.")));
        }
    }

    private static string NameOf(RequestMeaning meaning) =>
        meaning.Package is null ? meaning.CanonicalTarget : $"{meaning.Package} {meaning.Version}".TrimEnd();

    /// <summary>
    /// The upstream's own word on the digest of a tarball is nobody's proof, so it never stands on what passes.
    /// </summary>
    private static VerifiedBody? Begin(HttpContext context, RequestMeaning meaning, SubresourceIntegrity? expected, Stream destination)
    {
        var response = context.Response;
        if (meaning.IsVerifiable)
        {
            response.Headers.Remove(DigestField);
        }

        if (response.StatusCode != StatusCodes.Status200OK || !HttpMethods.IsGet(context.Request.Method))
        {
            return null;
        }

        if (expected?.ToField() is { } digest)
        {
            response.Headers[DigestField] = digest;
        }

        return new VerifiedBody(destination, expected, response.ContentLength, context.RequestAborted);
    }

    private void Refuse(HttpContext context, RequestMeaning meaning, IntegrityException exception, in ResponseReset before)
    {
        var upstream = context.Features.Get<IReverseProxyFeature>()?.Cluster.Config.ClusterId;
        Log.TarballRefused(_logger, meaning.Package, meaning.Version, upstream, exception.Message);
        if (context.Response.HasStarted)
        {
            context.Abort();
        }
        else
        {
            before.Restore(context);
        }

        context.Features.Set<IForwarderErrorFeature>(new RefusedArtifact(new UpstreamRefusalException(
            ErrorCode.UpstreamIntegrityMismatch,
            $"The tarball of {meaning.Package} {meaning.Version} is not the one that its packument describes. {exception.Message}")));
    }

    /// <summary>An attempt that brought a wrong artifact or half of one, in the forwarder's words.</summary>
    /// <param name="Exception">Why it was refused.</param>
    private sealed record RefusedArtifact(Exception? Exception) : IForwarderErrorFeature
    {
        public ForwarderError Error => ForwarderError.ResponseBodyDestination;
    }
}
