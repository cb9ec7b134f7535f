using System.IO.Pipelines;
using System.Text;
using Gateway.Registries.Documents;
using Gateway.Registries.Integrity;
using Gateway.Registries.Npm;
using Xunit;

namespace Gateway.Tests.Registries.Documents;

/// <summary>Runs the rewriting the way the gateway does, with block sizes and stream chunks that a test chooses.</summary>
internal static class RewrittenDocument
{
    public const string PublicBase = "https://modules.example.com/private-module/npm";

    public static readonly Uri Upstream = new("http://registry.internal:4873/npm/");

    public static JsonStringRule RuleFor(string package) =>
        new PackumentRule(new TarballUrlMapping(Mapping, package), new VersionDigests());

    public static UpstreamUrlMapping Mapping { get; } = new([Upstream], PublicBase);

    public static Task<string> Of(string package, string document, int chunk = int.MaxValue, int block = JsonTransfer.DefaultBlockSize) =>
        Of(RuleFor(package), Encoding.UTF8.GetBytes(document), chunk, block);

    public static async Task<string> Of(
        JsonStringRule rule,
        byte[] document,
        int chunk = int.MaxValue,
        int block = JsonTransfer.DefaultBlockSize,
        DocumentLimits? limits = null)
    {
        using var result = new MemoryStream();
        var writer = PipeWriter.Create(result, new StreamPipeWriterOptions(leaveOpen: true));
        var rewriter = new JsonStringRewriter(rule, limits ?? DocumentLimits.Upstream, block);
        await rewriter.RewriteAsync(new ChunkedStream(document, chunk), writer, flushAt: 1, TestContext.Current.CancellationToken);
        await writer.CompleteAsync();
        return Encoding.UTF8.GetString(result.ToArray());
    }
}
