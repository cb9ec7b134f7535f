using System.IO.Pipelines;

namespace Gateway.Registries.Documents;

/// <summary>Rewrites strings of JSON documents while they pass through.</summary>
/// <param name="rule">Which strings are replaced by what.</param>
/// <param name="limits">Beyond which a document is refused.</param>
/// <param name="blockSize">How many bytes are read at once at first.</param>
internal sealed class JsonStringRewriter(JsonStringRule rule, DocumentLimits limits, int blockSize = JsonTransfer.DefaultBlockSize)
{
    /// <inheritdoc cref="JsonTransfer.RunAsync"/>
    public Task RewriteAsync(Stream source, PipeWriter destination, int flushAt, CancellationToken cancellation) =>
        new JsonTransfer(new JsonRewritePass(rule, limits), limits, blockSize).RunAsync(source, destination, flushAt, cancellation);
}
