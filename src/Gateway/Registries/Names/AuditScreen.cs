using Gateway.Environments;
using Gateway.Errors;
using Gateway.Registries.Documents;
using Gateway.Telemetry;
using Microsoft.Net.Http.Headers;

namespace Gateway.Registries.Names;

/// <summary>
/// Takes the private names out of the body of an audit before an upstream that may not hear them gets it. The body is held in memory
/// meanwhile: its length is another than before, and nothing of it may have left when it turns out to be damaged.
/// </summary>
internal sealed class AuditScreen(GatewayMetrics metrics, ILoggerFactory loggers)
{
    private readonly ILogger _logger = loggers.CreateLogger("Gateway.Registries");

    /// <summary>Replaces the body of the request.</summary>
    /// <returns>Why the body cannot be passed on; null when it can.</returns>
    public async Task<GatewayError?> ScreenAsync(HttpContext context, RequestMeaning meaning, MountedRepository mount, PrivateNames names)
    {
        var request = context.Request;
        var screened = new MemoryStream();
        int withheld;
        try
        {
            withheld = await AuditBody.FilterAsync(
                request.Body,
                request.Headers.ContentEncoding,
                screened,
                AuditBody.FormOf(meaning.CanonicalTarget),
                names,
                context.RequestAborted);
        }
        catch (RegistryDocumentException exception)
        {
            return new GatewayError(ErrorCode.InvalidAudit, DocumentFaultText.Of(exception.Fault));
        }

        var isCoded = request.Headers.ContentEncoding.Count > 0 && screened.Length > 0 && IsGZip(screened.GetBuffer());
        request.Headers.Remove(HeaderNames.ContentEncoding);
        request.Headers.Remove(HeaderNames.TransferEncoding);
        if (isCoded)
        {
            request.Headers.ContentEncoding = "gzip";
        }

        request.ContentLength = screened.Length;
        screened.Position = 0;
        request.Body = screened;
        if (withheld > 0)
        {
            metrics.CountWithheldName(mount.Name, NameChannels.WordOf(NameChannel.Audit), withheld);
            Log.AuditScreened(_logger, withheld, mount.Name, mount.Upstreams[0]);
        }

        return null;
    }

    private static bool IsGZip(ReadOnlySpan<byte> bytes) => bytes.StartsWith<byte>([0x1f, 0x8b]);
}
