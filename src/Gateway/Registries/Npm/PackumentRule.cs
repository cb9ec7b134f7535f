using System.Text;
using System.Text.Json;
using Gateway.Registries.Documents;
using Gateway.Registries.Integrity;

namespace Gateway.Registries.Npm;

/// <summary>
/// The URLs of a packument, full or abbreviated, and of the document of one version: <c>versions.*.dist.tarball</c>,
/// <c>versions.*.dist.attestations.url</c>, and the same without <c>versions.*</c>. On the way it notes what the tarballs hash to.
/// </summary>
/// <param name="mapping">Where the URLs lead; null leaves them.</param>
/// <param name="digests">Takes <c>versions.*.dist.integrity</c> and <c>shasum</c>; null when nobody wants them.</param>
internal sealed class PackumentRule(TarballUrlMapping? mapping, VersionDigests? digests) : JsonStringRule
{
    /// <summary>The longest version that npm takes, in bytes.</summary>
    private const int LongestVersion = 256;

    private const int Versions = 1;
    private const int Version = 2;
    private const int Distribution = 3;
    private const int Tarball = 4;
    private const int Attestations = 5;
    private const int AttestationsUrl = 6;
    private const int IntegrityText = 7;
    private const int ShasumText = 8;

    /// <inheritdoc/>
    public override bool RootIsObject => true;

    /// <inheritdoc/>
    public override int OfProperty(int state, ref Utf8JsonReader reader) => state switch
    {
        Root when reader.ValueTextEquals("versions"u8) => Versions,
        Root when reader.ValueTextEquals("dist"u8) => EnterRoot(),
        Version when reader.ValueTextEquals("dist"u8) => Distribution,
        Versions => EnterVersion(ref reader),
        Distribution when reader.ValueTextEquals("tarball"u8) => Tarball,
        Distribution when reader.ValueTextEquals("integrity"u8) => IntegrityText,
        Distribution when reader.ValueTextEquals("shasum"u8) => ShasumText,
        Distribution when reader.ValueTextEquals("attestations"u8) => Attestations,
        Attestations when reader.ValueTextEquals("url"u8) => AttestationsUrl,
        _ => Elsewhere,
    };

    /// <inheritdoc/>
    public override int OfElements(int state) => Elsewhere;

    /// <inheritdoc/>
    public override bool Selects(int state) => state switch
    {
        Tarball or AttestationsUrl => mapping is not null,
        IntegrityText or ShasumText => digests is not null,
        _ => false,
    };

    /// <inheritdoc/>
    public override string? Replace(int state, string value)
    {
        switch (state)
        {
            case Tarball:
                return mapping!.Tarball(value) ?? (TarballUrlMapping.IsForeign(value) ? throw Foreign(value) : null);
            case AttestationsUrl:
                return mapping!.Attestations(value);
            case IntegrityText:
                digests!.Add(SubresourceIntegrity.Parse(value));
                return null;
            default:
                digests!.AddWeak(SubresourceIntegrity.OfShasum(value));
                return null;
        }
    }

    /// <inheritdoc/>
    public override void PassOver(int state)
    {
        if (state == Tarball)
        {
            throw new RegistryDocumentException(DocumentFault.ForeignTarball);
        }
    }

    private static RegistryDocumentException Foreign(string url) => new(
        DocumentFault.ForeignTarball,
        detail: Uri.TryCreate(url, UriKind.Absolute, out var read) && read.IdnHost.Length > 0
            ? $"The document has a tarball at {read.IdnHost}, which is not this registry."
            : null);

    private int EnterRoot()
    {
        digests?.Enter(version: null);
        return Distribution;
    }

    // Escapes are for characters that no version has; what is not UTF-8 becomes a name that nobody asks for.
    private int EnterVersion(ref Utf8JsonReader reader)
    {
        digests?.Enter(reader.ValueSpan.Length <= LongestVersion ? Encoding.UTF8.GetString(reader.ValueSpan) : null);
        return Version;
    }
}
