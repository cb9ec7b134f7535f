using System.Net;
using Gateway.Configuration.Form;

namespace Gateway.Configuration.Rules;

/// <summary>The URLs of our own listeners and of the collector.</summary>
internal sealed class ListenerRules : IConfigurationRule
{
    /// <inheritdoc/>
    public IEnumerable<ConfigurationFault> Check(LoadedConfiguration configuration)
    {
        var options = configuration.Options;
        return new[]
        {
            Loopback(
                "Gateway:Admin:Url", options.Admin.Url, "http://127.0.0.1:9900, or let it demand a token by Gateway:Admin:Tokens",
                mayBeReached: options.Admin.Tokens.Count > 0),
            Loopback("Gateway:SampleRegistry:Url", options.SampleRegistry.Url, "http://127.0.0.1:9901"),
            Collector("Gateway:Telemetry:Otlp:Endpoint", options.Telemetry.Otlp.Endpoint),
        }.OfType<ConfigurationFault>();
    }

    /// <inheritdoc/>
    public IEnumerable<ConfigurationFault> Warn(LoadedConfiguration configuration)
    {
        var admin = configuration.Options.Admin;
        if (admin.Tokens.Count > 0 && Loopback("Gateway:Admin:Url", admin.Url, "") is not null)
        {
            yield return new ConfigurationFault(
                "Gateway:Admin:Url",
                $"'{admin.Url}' is plain http and reachable from other machines, so tokens cross the network in the clear; "
                + "let a proxy with TLS stand before it, or use a tunnel to a loopback address.");
        }
    }

    private static ConfigurationFault? Loopback(string path, string? url, string example, bool mayBeReached = false)
    {
        if (string.IsNullOrEmpty(url))
        {
            return null;
        }

        if (!Uri.TryCreate(url, UriKind.Absolute, out var parsed) || parsed.Scheme != Uri.UriSchemeHttp || parsed.PathAndQuery != "/")
        {
            return new ConfigurationFault(
                path, $"{ShownValue.Of(path, url)} is not a listener's URL; write http, a loopback address and a port, as in {example}.");
        }

        var isLoopback = parsed.Host == "localhost"
            || (IPAddress.TryParse(parsed.DnsSafeHost, out var address) && IPAddress.IsLoopback(address));
        return isLoopback || mayBeReached
            ? null
            : new ConfigurationFault(
                path,
                $"{ShownValue.Of(path, url)} is reachable from other machines, and whoever reaches it may use it without a credential; "
                + $"write a loopback address, as in {example}.");
    }

    private static ConfigurationFault? Collector(string path, string? url) =>
        url is null || (Uri.TryCreate(url, UriKind.Absolute, out var parsed) && parsed is { Scheme: "http" or "https", Host.Length: > 0 })
            ? null
            : new ConfigurationFault(
                path,
                $"{ShownValue.Of(path, url)} is not the URL of a collector; "
                + "write http or https, a host and a port, as in http://127.0.0.1:4317.");
}
