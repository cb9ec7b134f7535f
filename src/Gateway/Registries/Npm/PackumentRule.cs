using System.Text.Json;
using Gateway.Registries.Documents;

namespace Gateway.Registries.Npm;

/// <summary>
/// The URLs of a packument, full or abbreviated, and of the document of one version: <c>versions.*.dist.tarball</c>,
/// <c>versions.*.dist.attestations.url</c>, and the same without <c>versions.*</c>.
/// </summary>
/// <param name="mapping">Where the URLs lead.</param>
internal sealed class PackumentRule(TarballUrlMapping mapping) : JsonStringRule
{
    private const int Versions = 1;
    private const int Version = 2;
    private const int Distribution = 3;
    private const int Tarball = 4;
    private const int Attestations = 5;
    private const int AttestationsUrl = 6;

    /// <inheritdoc/>
    public override bool RootIsObject => true;

    /// <inheritdoc/>
    public override int OfProperty(int state, ref Utf8JsonReader reader) => state switch
    {
        Root when reader.ValueTextEquals("versions"u8) => Versions,
        Root or Version when reader.ValueTextEquals("dist"u8) => Distribution,
        Versions => Version,
        Distribution when reader.ValueTextEquals("tarball"u8) => Tarball,
        Distribution when reader.ValueTextEquals("attestations"u8) => Attestations,
        Attestations when reader.ValueTextEquals("url"u8) => AttestationsUrl,
        _ => Elsewhere,
    };

    /// <inheritdoc/>
    public override int OfElements(int state) => Elsewhere;

    /// <inheritdoc/>
    public override bool Selects(int state) => state is Tarball or AttestationsUrl;

    /// <inheritdoc/>
    public override string? Replace(int state, string value) => state == Tarball ? mapping.Tarball(value) : mapping.Attestations(value);
}
