using System.Net;
using Gateway.Configuration.Form;

namespace Gateway.Configuration.Rules;

/// <summary>The URLs of the listeners, those of the host included, and of the collector.</summary>
internal sealed class ListenerRules : IConfigurationRule
{
    /// <inheritdoc/>
    public IEnumerable<ConfigurationFault> Check(LoadedConfiguration configuration)
    {
        var options = configuration.Options;
        return new[]
        {
            Listener(
                "Gateway:Admin:Url",
                options.Admin.Url,
                "http://127.0.0.1:9900, or let it demand a credential by Gateway:Admin:Tokens or Gateway:Admin:ClientCertificates",
                mayBeReached: options.Admin.DemandsIdentity,
                mayBeHttps: true),
            Encrypted(options),
            Listener("Gateway:SampleRegistry:Url", options.SampleRegistry.Url, "http://127.0.0.1:9901"),
            Collector("Gateway:Telemetry:Otlp:Endpoint", options.Telemetry.Otlp.Endpoint),
        }.OfType<ConfigurationFault>().Concat(WithoutCertificate(configuration));
    }

    /// <inheritdoc/>
    public IEnumerable<ConfigurationFault> Warn(LoadedConfiguration configuration)
    {
        var admin = configuration.Options.Admin;
        if (admin.Tokens.Count > 0 && Listener("Gateway:Admin:Url", admin.Url, "") is not null && !IsHttps(admin.Url))
        {
            yield return new ConfigurationFault(
                "Gateway:Admin:Url",
                $"'{admin.Url}' is plain http and reachable from other machines, so tokens cross the network in the clear; "
                + "write https, or use a tunnel to a loopback address.");
        }
    }

    /// <summary>What https at the admin listener needs, and what needs it.</summary>
    private static ConfigurationFault? Encrypted(GatewayOptions options) => (IsHttps(options.Admin.Url), options) switch
    {
        (true, { Certificates.Count: 0 }) => NothingToShow("Gateway:Admin:Url", options.Admin.Url),
        (false, { Admin: { ClientCertificates: not null, Url.Length: > 0 } }) => new ConfigurationFault(
            "Gateway:Admin:ClientCertificates", "A client certificate is shown over TLS only; write https in Gateway:Admin:Url."),
        _ => null,
    };

    // Kestrel would end the start with advice on certificates of a developer's machine.
    private static IEnumerable<ConfigurationFault> WithoutCertificate(LoadedConfiguration configuration) =>
        configuration.IsDevelopment || configuration.Options.Certificates.Count > 0
            ? []
            : configuration.HttpsWithoutCertificate.Select(endpoint => NothingToShow(endpoint.Path, endpoint.Url));

    private static ConfigurationFault NothingToShow(string path, string url) => new(
        path, $"'{url}' is https, and there is no certificate to show; name one under Gateway:Certificates, or write http.");

    private static bool IsHttps(string url) => url.StartsWith("https://", StringComparison.OrdinalIgnoreCase);

    private static ConfigurationFault? Listener(
        string path, string? url, string example, bool mayBeReached = false, bool mayBeHttps = false)
    {
        if (string.IsNullOrEmpty(url))
        {
            return null;
        }

        if (!Uri.TryCreate(url, UriKind.Absolute, out var parsed) || parsed.PathAndQuery != "/"
            || !(parsed.Scheme == Uri.UriSchemeHttp || (mayBeHttps && parsed.Scheme == Uri.UriSchemeHttps)))
        {
            return new ConfigurationFault(
                path,
                $"{ShownValue.Of(path, url)} is not a listener's URL; write {(mayBeHttps ? "http or https" : "http")}, a loopback address "
                + $"and a port, as in {example}.");
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
