using System.Net;
using Gateway.Configuration.Form;

namespace Gateway.Configuration.Rules;

/// <summary>Networks are CIDR blocks or single addresses.</summary>
internal sealed class NetworkRules : IConfigurationRule
{
    /// <inheritdoc/>
    public IEnumerable<ConfigurationFault> Check(LoadedConfiguration configuration) =>
        Check("Gateway:TrustedProxies", configuration.Options.TrustedProxies)
            .Concat(configuration.Options.SecurityPolicies.SelectMany(policy =>
                Check($"Gateway:SecurityPolicies:{policy.Key}:AllowedNetworks", policy.Value.AllowedNetworks)
                    .Concat(Check($"Gateway:SecurityPolicies:{policy.Key}:DeniedNetworks", policy.Value.DeniedNetworks))));

    private static IEnumerable<ConfigurationFault> Check(string path, List<string> networks) =>
        networks.Index()
            .Select(entry => (At: $"{path}:{entry.Index}", Fault: FaultOf($"{path}:{entry.Index}", entry.Item)))
            .Where(entry => entry.Fault is not null)
            .Select(entry => new ConfigurationFault(entry.At, entry.Fault!));

    private static string? FaultOf(string path, string text)
    {
        if (IPNetwork.TryParse(text, out _) || (IPAddress.TryParse(text, out var address) && IsWrittenInFull(text, address)))
        {
            return null;
        }

        return $"{ShownValue.Of(path, text)} is not a network; write a CIDR block such as 10.0.0.0/8 or 2001:db8::/32, or one address.";
    }

    // IPAddress.TryParse takes '10' for 0.0.0.10; nobody who writes that means it.
    private static bool IsWrittenInFull(string text, IPAddress address) =>
        address.AddressFamily == System.Net.Sockets.AddressFamily.InterNetworkV6 || text.Count(character => character == '.') == 3;
}
