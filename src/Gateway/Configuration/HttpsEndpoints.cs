namespace Gateway.Configuration;

/// <summary>An https endpoint of the host's own settings.</summary>
/// <param name="Path">The setting that asks for it, such as <c>Kestrel:Endpoints:a:Url</c>.</param>
/// <param name="Url">Where it listens.</param>
internal sealed record HttpsEndpoint(string Path, string Url);

/// <summary>What the host's own settings say of https endpoints, by the names that ASP.NET Core gives them.</summary>
internal static class HttpsEndpoints
{
    private const string Scheme = "https://";

    /// <summary>The https endpoints for which these settings name no certificate.</summary>
    /// <param name="configuration">The whole configuration.</param>
    public static IReadOnlyList<HttpsEndpoint> WithoutCertificate(IConfiguration configuration)
    {
        if (configuration.GetSection("Kestrel:Certificates:Default").GetChildren().Any())
        {
            return [];
        }

        // Kestrel's endpoints take the place of the URLs when there are any, and URLs that of the ports.
        var endpoints = configuration.GetSection("Kestrel:Endpoints").GetChildren().ToList();
        if (endpoints.Count > 0)
        {
            return
            [
                .. endpoints.Where(endpoint => IsHttps(endpoint["Url"]) && !HasCertificate(endpoint))
                    .Select(endpoint => new HttpsEndpoint(ConfigurationPath.Of(endpoint.Path, "Url"), endpoint["Url"]!.Trim())),
            ];
        }

        return configuration["urls"] is { Length: > 0 } urls
            ? [.. Parts(urls).Where(IsHttps).Select(url => new HttpsEndpoint("Urls", url))]
            : [.. Parts(configuration["https_ports"] ?? "").Select(port => new HttpsEndpoint("https_ports", $"{Scheme}*:{port}"))];
    }

    private static string[] Parts(string list) => list.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    private static bool IsHttps(string? url) => url is not null && url.TrimStart().StartsWith(Scheme, StringComparison.OrdinalIgnoreCase);

    private static bool HasCertificate(IConfigurationSection endpoint) =>
        endpoint.GetSection("Certificate").GetChildren().Any() || endpoint.GetSection("Sni").GetChildren().Any();
}
