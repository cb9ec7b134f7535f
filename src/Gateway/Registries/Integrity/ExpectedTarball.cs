namespace Gateway.Registries.Integrity;

/// <summary>What the tarball that is fetched must hash to. Set above the attempts and read in each.</summary>
/// <param name="integrity">The integrity that the package's packument tells; null when nobody can tell.</param>
internal sealed class ExpectedTarball(SubresourceIntegrity? integrity)
{
    /// <summary>What it must hash to; null when nobody can tell.</summary>
    public SubresourceIntegrity? Integrity { get; } = integrity;

    /// <summary>Whether one came that does not.</summary>
    public bool WasContradicted { get; set; }
}
