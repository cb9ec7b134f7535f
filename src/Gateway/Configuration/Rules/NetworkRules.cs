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

        return HostBits(text) is { } network
            ? $"{ShownValue.Of(path, text)} has bits set behind its prefix; did you mean {network}?"
            : $"{ShownValue.Of(path, text)} is not a network; write a CIDR block such as 10.0.0.0/8 or 2001:db8::/32, or one address.";
    }

    // IPAddress.TryParse takes '10' for 0.0.0.10; nobody who writes that means it.
    private static bool IsWrittenInFull(string text, IPAddress address) =>
        address.AddressFamily == System.Net.Sockets.AddressFamily.InterNetworkV6 || text.Count(character => character == '.') == 3;

    private static IPNetwork? HostBits(string text)
    {
        var parts = text.Split('/');
        if (parts.Length != 2 || !IPAddress.TryParse(parts[0], out var address) || !byte.TryParse(parts[1], out var length))
        {
            return null;
        }

        var bytes = address.GetAddressBytes();
        if (length > bytes.Length * 8)
        {
            return null;
        }

        for (var bit = length; bit < bytes.Length * 8; bit++)
        {
            bytes[bit / 8] &= (byte)~(0x80 >> (bit % 8));
        }

        return new IPNetwork(new IPAddress(bytes), length);
    }
}
