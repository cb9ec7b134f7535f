using System.IO.Pipelines;
using System.Text;
using System.Text.Json;
using Gateway.Registries.Documents;

namespace Gateway.Registries.Integrity;

/// <summary>Finds what a packument says of one version's tarball, without holding the packument.</summary>
internal static class PackumentIntegrity
{

    /// <summary>
    /// Reads <c>versions.VERSION.dist.integrity</c>, or <c>shasum</c> where there is none. Null where the version has neither or is not
    /// there.
    /// </summary>
    /// <param name="packument">The document, full or abbreviated, without a content coding.</param>
    /// <param name="version">The version.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <exception cref="RegistryDocumentException">The document is not what it must be.</exception>
    public static async Task<SubresourceIntegrity?> FindAsync(Stream packument, string version, CancellationToken cancellation)
    {
        var rule = new Finding(Encoding.UTF8.GetBytes(version));
        var nowhere = PipeWriter.Create(Stream.Null, new StreamPipeWriterOptions(leaveOpen: true));
        await new JsonStringRewriter(rule, DocumentLimits.Upstream).RewriteAsync(packument, nowhere, flushAt: 1, cancellation);
        await nowhere.CompleteAsync();
        return SubresourceIntegrity.Parse(rule.Integrity) ?? SubresourceIntegrity.OfShasum(rule.Shasum);
    }

    /// <summary>Replaces nothing, but remembers the two strings; good for one document.</summary>
    private sealed class Finding(byte[] version) : JsonStringRule
    {
        private const int Versions = 1;
        private const int Version = 2;
        private const int Distribution = 3;
        private const int IntegrityText = 4;
        private const int ShasumText = 5;

        public string? Integrity { get; private set; }

        public string? Shasum { get; private set; }

        public override bool RootIsObject => true;

        public override int OfProperty(int state, ref Utf8JsonReader reader) => state switch
        {
            Root when reader.ValueTextEquals("versions"u8) => Versions,
            Versions when reader.ValueTextEquals(version) => Version,
            Version when reader.ValueTextEquals("dist"u8) => Distribution,
            Distribution when reader.ValueTextEquals("integrity"u8) => IntegrityText,
            Distribution when reader.ValueTextEquals("shasum"u8) => ShasumText,
            _ => Elsewhere,
        };

        public override int OfElements(int state) => Elsewhere;

        public override bool Selects(int state) => state is IntegrityText or ShasumText;

        public override string? Replace(int state, string value)
        {
            Integrity = state == IntegrityText ? value : Integrity;
            Shasum = state == ShasumText ? value : Shasum;
            return null;
        }
    }
}
