using System.Text;

namespace Gateway.HttpCache.Storage.OnDisk;

/// <summary>Which indexed entries a scope may cover, and whether the index alone can tell.</summary>
/// <param name="MayCover">False for an entry that is certainly not covered.</param>
/// <param name="IsCertain">True when an entry that may be covered is.</param>
internal sealed record DiskSelection(Predicate<IndexedEntry> MayCover, bool IsCertain)
{
    // As long as what the index keeps of a target, see EntryTraits.
    private const int MaxCertainPrefix = 128;

    public static DiskSelection Of(PurgeScope scope, ScopeNumbers numbers)
    {
        switch (scope)
        {
            case PurgeScope.OfKey one:
                var hash = EntryName.HashOf(one.Key);
                return new DiskSelection(entry => entry.Name.Key == hash, IsCertain: true);
            case PurgeScope.OfPrefix prefix:
                var scopes = numbers.Where(prefix.Environment, prefix.Repository);
                var beginning = Encoding.UTF8.GetBytes(prefix.TargetPrefix);
                return new DiskSelection(
                    entry => scopes.Contains(EntryTraits.ScopeOf(entry.Traits)) && EntryTraits.MayBegin(entry.Traits, beginning),
                    beginning.Length <= MaxCertainPrefix);
            case PurgeScope.OfTag tag:
                var environments = numbers.Where(tag.Environment, null);
                var tagHash = EntryTraits.TagHash(tag.Tag);
                return new DiskSelection(
                    entry => environments.Contains(EntryTraits.ScopeOf(entry.Traits)) && EntryTraits.MayCarry(entry.Traits, tagHash),
                    IsCertain: false);
            default:
                return new DiskSelection(_ => true, IsCertain: true);
        }
    }
}
