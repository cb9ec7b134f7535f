using System.Collections.Immutable;
using Gateway.Environments;
using Gateway.Registries.Documents;
using Gateway.Telemetry;

namespace Gateway.Registries.Names;

/// <summary>
/// Takes the private names out of the body of an audit for the upstreams that may not hear them. The body is held in memory meanwhile:
/// its length is another than before, nothing of it may have left when it turns out to be damaged, and a registry without audits leaves
/// it to the next.
/// </summary>
internal sealed class AuditScreen(GatewayMetrics metrics, ILoggerFactory loggers)
{
    /// <summary>
    /// "No such service", as registries say it: 404 and 410 of those that look the path up, 405 of those that take it for a package that
    /// cannot be posted to, 501 of those that know what they leave out.
    /// </summary>
    private static readonly ImmutableArray<int> NotOffered =
    [
        StatusCodes.Status404NotFound, StatusCodes.Status405MethodNotAllowed, StatusCodes.Status410Gone,
        StatusCodes.Status501NotImplemented,
    ];

    private readonly ILogger _logger = loggers.CreateLogger("Gateway.Registries");

    /// <summary>Reads the body of a request.</summary>
    /// <exception cref="RegistryDocumentException">The body is no audit body, damaged, or too large: answer 400.</exception>
    public async Task<ScreenedBody> HoldAsync(HttpContext context, RequestMeaning meaning, MountedRepository mount, PrivateNameGuard guard)
    {
        var whole = await ReadAsync(context.Request, context.RequestAborted);
        var (reduced, withheld) = guard.ScreensBodies
            ? await ReduceAsync(whole, AuditBody.FormOf(meaning.CanonicalTarget), guard.Names, context.RequestAborted)
            : (whole, 0);
        return new ScreenedBody(whole, withheld == 0 ? whole : reduced, guard.Trusted, NotOffered, () => Tell(mount, withheld));
    }

    private void Tell(MountedRepository mount, int withheld)
    {
        metrics.CountWithheldName(mount.Name, NameChannels.WordOf(NameChannel.Audit), withheld);
        Log.AuditScreened(_logger, withheld, mount.Name);
    }

    private static async Task<ScreenedContent> ReadAsync(HttpRequest request, CancellationToken cancellation)
    {
        var bytes = new MemoryStream();
        var block = new byte[64 << 10];
        while (await request.Body.ReadAsync(block, cancellation) is > 0 and var count)
        {
            if (bytes.Length + count > DocumentLimits.Client.MaxLength)
            {
                throw new RegistryDocumentException(DocumentFault.TooLarge);
            }

            bytes.Write(block, 0, count);
        }

        var coding = request.Headers.ContentEncoding.ToString();
        return new ScreenedContent(bytes.ToArray(), coding.Length == 0 ? null : coding);
    }

    private static async Task<(ScreenedContent Reduced, int Withheld)> ReduceAsync(
        ScreenedContent whole, AuditForm form, PrivateNames names, CancellationToken cancellation)
    {
        var reduced = new MemoryStream();
        var withheld = await AuditBody.FilterAsync(
            new MemoryStream(whole.Bytes, writable: false), whole.Coding, reduced, form, names, cancellation);
        var bytes = reduced.ToArray();
        return (new ScreenedContent(bytes, whole.Coding is not null && IsGZip(bytes) ? "gzip" : null), withheld);
    }

    private static bool IsGZip(ReadOnlySpan<byte> bytes) => bytes.StartsWith<byte>([0x1f, 0x8b]);
}
