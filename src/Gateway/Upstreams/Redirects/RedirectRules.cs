using Gateway.Configuration;
using Gateway.Environments;

namespace Gateway.Upstreams.Redirects;

/// <summary>The hosts that an upstream may redirect to are hosts.</summary>
internal sealed class RedirectRules : IConfigurationRule
{
    /// <inheritdoc/>
    public IEnumerable<ConfigurationFault> Check(LoadedConfiguration configuration) =>
        from upstream in configuration.Options.Upstreams
        from entry in upstream.Value.RedirectHosts.Index()
        let fault = HostPattern.TryParse(entry.Item, out _, out var wrong) ? null : wrong
        where fault is not null
        select new ConfigurationFault($"Gateway:Upstreams:{upstream.Key}:RedirectHosts:{entry.Index}", fault);
}
