namespace Gateway.Configuration.Rules;

/// <summary>The stores and what may go into them.</summary>
internal sealed class CacheRules : IConfigurationRule
{
    /// <inheritdoc/>
    public IEnumerable<ConfigurationFault> Check(LoadedConfiguration configuration)
    {
        var cache = configuration.Options.Cache;
        if (cache.DiskSize.Bytes > 0 && string.IsNullOrWhiteSpace(cache.Directory))
        {
            yield return new ConfigurationFault(
                "Gateway:Cache:Directory", "The disk tier has no directory; write one, or turn the tier off with \"DiskSize\": \"0B\".");
        }

        foreach (var (name, repository) in configuration.Options.Repositories)
        {
            foreach (var (index, header) in repository.Cache.KeyHeaders.Index().Where(entry => !IsFieldName(entry.Item)))
            {
                yield return new ConfigurationFault(
                    $"Gateway:Repositories:{name}:Cache:KeyHeaders:{index}",
                    $"'{header}' is not the name of a header field; write one such as Accept-Language.");
            }
        }
    }

    /// <inheritdoc/>
    public IEnumerable<ConfigurationFault> Warn(LoadedConfiguration configuration) =>
        from repository in configuration.Options.Repositories
        let limit = repository.Value.Cache.MaxObjectSize
        where limit is not null && limit.Value.Bytes > configuration.Options.Cache.MaxObjectSize.Bytes
        select new ConfigurationFault(
            $"Gateway:Repositories:{repository.Key}:Cache:MaxObjectSize",
            $"'{limit}' is more than Gateway:Cache:MaxObjectSize '{configuration.Options.Cache.MaxObjectSize}', "
            + "which holds for every repository.");

    // RFC 9110 §5.1: a token.
    private static bool IsFieldName(string name) =>
        name.Length > 0 && name.All(character => char.IsAsciiLetterOrDigit(character) || "!#$%&'*+-.^_`|~".Contains(character));
}
