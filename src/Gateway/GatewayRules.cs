using Gateway.Configuration;
using Gateway.Configuration.Rules;
using Gateway.Environments;
using Gateway.Registries.Names;
using Gateway.Security.Certificates;
using Gateway.Upstreams.Redirects;
using Gateway.Upstreams.Tls;

namespace Gateway;

/// <summary>Every rule that a configuration must hold.</summary>
internal static class GatewayRules
{
    /// <summary>The rules of all features.</summary>
    public static IReadOnlyList<IConfigurationRule> All { get; } =
    [
        .. ConfigurationRules.All,
        new EnvironmentRules(),
        new PrivateNameRules(),
        new CertificateRules(TimeProvider.System),
        new RedirectRules(),
        new UpstreamTlsRules(TimeProvider.System),
    ];
}
