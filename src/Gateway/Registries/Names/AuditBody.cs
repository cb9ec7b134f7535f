using System.IO.Compression;
using System.IO.Pipelines;
using Gateway.Registries.Documents;
using Microsoft.Extensions.Primitives;

namespace Gateway.Registries.Names;

/// <summary>
/// The body of an audit, which npm sends by itself on every install with the name and version of all that is installed. Private names
/// are taken out of it before it goes to an upstream that may not hear them.
/// </summary>
internal static class AuditBody
{
    private const string AdvisoriesPath = "/-/npm/v1/security/advisories";

    /// <summary>Enough that the compressor works on whole blocks.</summary>
    private const int FlushAt = 32 << 10;

    /// <summary>The form that an audit of that path has.</summary>
    /// <param name="canonicalTarget">The target of a request of kind <see cref="RequestKind.Audit"/>.</param>
    public static AuditForm FormOf(string canonicalTarget) =>
        canonicalTarget.StartsWith(AdvisoriesPath, StringComparison.Ordinal) ? AuditForm.Bulk : AuditForm.Tree;

    /// <summary>Writes a body without its private names.</summary>
    /// <param name="source">The body as the client sent it.</param>
    /// <param name="contentEncoding">Its <c>Content-Encoding</c>.</param>
    /// <param name="destination">
    /// Where it goes: coded in gzip where the client's was coded at all, plain where it was plain. Its length is another than before.
    /// After an exception it holds a part, which must not be sent.
    /// </param>
    /// <param name="form">Where names stand in it.</param>
    /// <param name="names">Which names are private.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <returns>How many names were taken out.</returns>
    /// <exception cref="RegistryDocumentException">
    /// The body is no audit body, damaged, or beyond <see cref="DocumentLimits.Client"/>: answer 400.
    /// </exception>
    public static async Task<int> FilterAsync(
        Stream source, StringValues contentEncoding, Stream destination, AuditForm form, PrivateNames names, CancellationToken cancellation)
    {
        var pass = new AuditPass(form, names, DocumentLimits.Client);
        var transfer = new JsonTransfer(pass, DocumentLimits.Client);
        var document = ContentCodings.Undo(source, contentEncoding);
        var isCoded = document != source;
        try
        {
            await using var coder = isCoded ? new GZipStream(destination, CompressionLevel.Fastest, leaveOpen: true) : null;
            var output = PipeWriter.Create(coder ?? destination, new StreamPipeWriterOptions(leaveOpen: true));
            await transfer.RunAsync(document, output, FlushAt, cancellation);
            await output.CompleteAsync();
        }
        finally
        {
            if (isCoded)
            {
                await document.DisposeAsync();
            }
        }

        return pass.Withheld;
    }
}
