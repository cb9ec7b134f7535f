using Gateway.Caching;
using Gateway.HttpCache;

namespace Gateway.Admin.Dashboard;

/// <summary>Looks through the cache for a package, on behalf of a person.</summary>
internal sealed class CacheSearch(CachePurge purge, CacheViews views)
{
    /// <summary>How many entries a page shows.</summary>
    public const int MostShown = 100;

    /// <summary>Looks for entries.</summary>
    /// <param name="environment">The environment, or null for every one.</param>
    /// <param name="repository">The repository, or null for every one.</param>
    /// <param name="package">A part of the package's name or of the path; empty for all.</param>
    /// <param name="cancellationToken">The person has gone.</param>
    public async Task<Found> FindAsync(string? environment, string? repository, string package, CancellationToken cancellationToken)
    {
        if (purge.Resolve(new CacheSelection.OfPrefix(environment, repository, ""), out var scopes) is { } fault)
        {
            return new Found([], IsCut: false, fault);
        }

        List<CacheEntryView> found = [];
        await foreach (var entry in purge.ListAsync(scopes, cancellationToken))
        {
            if (!Matches(entry, package))
            {
                continue;
            }

            if (found.Count == MostShown)
            {
                return new Found(found, IsCut: true, Fault: null);
            }

            found.Add(views.Of(entry));
        }

        return new Found(found, IsCut: false, Fault: null);
    }

    private static bool Matches(StoredResponse entry, string package) =>
        package.Length == 0
            || entry.Key.Target.Contains(package, StringComparison.OrdinalIgnoreCase)
            || entry.Tags.Any(tag => tag.Contains(package, StringComparison.OrdinalIgnoreCase));

    /// <summary>What was found.</summary>
    /// <param name="Entries">The first entries.</param>
    /// <param name="IsCut">Whether there are more.</param>
    /// <param name="Fault">What is wrong with the question, or null.</param>
    internal sealed record Found(IReadOnlyList<CacheEntryView> Entries, bool IsCut, string? Fault);
}
