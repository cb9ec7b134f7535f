namespace Gateway.HttpCache.Storage.OnDisk;

/// <summary>
/// Numbers the pairs of environment and repository, of which a configuration has a few dozen, so that an index need not repeat them.
/// </summary>
internal sealed class ScopeNumbers
{
    private readonly Lock _gate = new();
    private readonly Dictionary<(string Environment, string Repository), int> _numbers = [];

    public int Of(CacheKey key)
    {
        lock (_gate)
        {
            var scope = (key.Environment, key.Repository);
            if (!_numbers.TryGetValue(scope, out var number))
            {
                _numbers.Add(scope, number = _numbers.Count);
            }

            return number;
        }
    }

    /// <summary>The numbers of all pairs with that environment and repository; null stands for any.</summary>
    public HashSet<int> Where(string? environment, string? repository)
    {
        lock (_gate)
        {
            return
            [
                .. _numbers.Where(pair =>
                    (environment is null || string.Equals(pair.Key.Environment, environment, StringComparison.Ordinal))
                    && (repository is null || string.Equals(pair.Key.Repository, repository, StringComparison.Ordinal)))
                    .Select(pair => pair.Value),
            ];
        }
    }
}
