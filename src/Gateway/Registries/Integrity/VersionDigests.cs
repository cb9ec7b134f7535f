namespace Gateway.Registries.Integrity;

/// <summary>What the tarballs of a package hash to, by version, as its packument tells. Filled while the packument passes.</summary>
internal sealed class VersionDigests
{
    /// <summary>
    /// How many versions of one package are noted: about 5 MB. The packages with the most have some ten thousand, all nightly builds; of
    /// what lies beyond nothing is known, as of a version without a digest.
    /// </summary>
    private const int MostVersions = 20_000;

    private readonly Dictionary<string, SubresourceIntegrity> _byVersion = new(StringComparer.Ordinal);
    private string? _version;

    /// <summary>How many versions are known.</summary>
    public int Count => _byVersion.Count;

    /// <summary>What the tarball of a version hashes to; null when that is not known.</summary>
    public SubresourceIntegrity? Find(string version) => _byVersion.GetValueOrDefault(version);

    /// <summary>What follows is said of that version; of none that counts when it is null.</summary>
    public void Enter(string? version) =>
        _version = version is not null && (_byVersion.Count < MostVersions || _byVersion.ContainsKey(version)) ? version : null;

    /// <summary>Its <c>dist.integrity</c>.</summary>
    public void Add(SubresourceIntegrity? integrity)
    {
        if (_version is not null && integrity is not null)
        {
            _byVersion[_version] = integrity;
        }
    }

    /// <summary>Its <c>dist.shasum</c>, which counts where there is nothing better.</summary>
    public void AddWeak(SubresourceIntegrity? shasum)
    {
        if (_version is not null && shasum is not null)
        {
            _byVersion.TryAdd(_version, shasum);
        }
    }
}
