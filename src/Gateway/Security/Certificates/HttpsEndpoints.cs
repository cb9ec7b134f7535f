namespace Gateway.Security.Certificates;

/// <summary>What the host's own settings say of https endpoints, by the names that ASP.NET Core gives them.</summary>
internal static class HttpsEndpoints
{
    private const string Scheme = "https://";

    /// <summary>Whether an https endpoint is configured for which nothing names a certificate.</summary>
    /// <param name="configuration">The whole configuration.</param>
    public static bool LackCertificates(IConfiguration configuration)
    {
        if (configuration.GetSection("Kestrel:Certificates:Default").GetChildren().Any())
        {
            return false;
        }

        // Kestrel's endpoints take the place of the URLs when there are any.
        var endpoints = configuration.GetSection("Kestrel:Endpoints").GetChildren().ToList();
        return endpoints.Count > 0
            ? endpoints.Exists(endpoint => IsHttps(endpoint["Url"]) && !HasCertificate(endpoint))
            : (configuration["urls"] ?? "").Split(';').Any(IsHttps) || !string.IsNullOrWhiteSpace(configuration["https_ports"]);
    }

    private static bool IsHttps(string? url) => url is not null && url.TrimStart().StartsWith(Scheme, StringComparison.OrdinalIgnoreCase);

    private static bool HasCertificate(IConfigurationSection endpoint) =>
        endpoint.GetSection("Certificate").GetChildren().Any() || endpoint.GetSection("Sni").GetChildren().Any();
}
