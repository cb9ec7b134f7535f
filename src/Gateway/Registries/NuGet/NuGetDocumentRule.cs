using System.Text.Json;
using Gateway.Registries.Documents;

namespace Gateway.Registries.NuGet;

/// <summary>
/// The URLs of NuGet's JSON-LD documents. They stand at many depths under few names, so the name alone decides; what lies elsewhere than
/// on the upstream (vocabulary, project pages, resources of other hosts) is left.
/// </summary>
/// <param name="mapping">Where the URLs lead.</param>
internal sealed class NuGetDocumentRule(UpstreamUrlMapping mapping) : JsonStringRule
{
    private const int Url = 1;

    /// <inheritdoc/>
    public override bool RootIsObject => false;

    /// <inheritdoc/>
    public override int OfProperty(int state, ref Utf8JsonReader reader) => IsUrl(ref reader) ? Url : Root;

    /// <inheritdoc/>
    public override int OfElements(int state) => state;

    /// <inheritdoc/>
    public override bool Selects(int state) => state == Url;

    /// <inheritdoc/>
    public override string? Replace(int state, string value) => mapping.Map(value);

    private static bool IsUrl(ref Utf8JsonReader reader) =>
        reader.ValueTextEquals("@id"u8)
        || reader.ValueTextEquals("packageContent"u8)
        || reader.ValueTextEquals("registration"u8)
        || reader.ValueTextEquals("parent"u8)
        || reader.ValueTextEquals("catalogEntry"u8)
        || reader.ValueTextEquals("iconUrl"u8)
        || reader.ValueTextEquals("licenseUrl"u8)
        || reader.ValueTextEquals("readmeUrl"u8);
}
