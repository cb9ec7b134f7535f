using System.Globalization;
using System.Net;

namespace Gateway.Cli.Doctor;

/// <summary>A proxy that the clients' variables put between them and a server.</summary>
/// <param name="Variable">The variable that says so.</param>
/// <param name="Address">The proxy.</param>
internal sealed record ProxySettings(string Variable, Uri Address)
{
    /// <summary>The address without a password that may stand in it.</summary>
    public string Shown => Address.GetComponents(UriComponents.SchemeAndServer, UriFormat.UriEscaped);

    /// <summary>The proxy that npm, go and curl would ask for a URL; null when they ask the server itself.</summary>
    public static ProxySettings? For(Uri url, ClientSurroundings surroundings)
    {
        var variable = url.Scheme == Uri.UriSchemeHttps
            ? surroundings.First("HTTPS_PROXY", "https_proxy")
            : surroundings.First("HTTP_PROXY", "http_proxy");

        // go never asks a proxy for this machine, whatever the variables say; the others mostly do not either.
        if (variable is not { } set || url.IsLoopback || IsExcepted(url, surroundings.First("NO_PROXY", "no_proxy")?.Value ?? ""))
        {
            return null;
        }

        var text = set.Value.Contains("://", StringComparison.Ordinal) ? set.Value : $"http://{set.Value}";
        return Uri.TryCreate(text, UriKind.Absolute, out var address) ? new ProxySettings(set.Name, address) : null;
    }

    private static bool IsExcepted(Uri url, string list) => list
        .Split([',', ' '], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
        .Any(entry => Covers(entry, url));

    private static bool Covers(string entry, Uri url)
    {
        if (entry == "*")
        {
            return true;
        }

        if (IPNetwork.TryParse(entry, out var network) && IPAddress.TryParse(url.DnsSafeHost, out var address))
        {
            return network.Contains(address);
        }

        var colon = entry.LastIndexOf(':');
        var (name, port) = colon > 0 && int.TryParse(entry.AsSpan(colon + 1), CultureInfo.InvariantCulture, out var number)
            ? (entry[..colon], number)
            : (entry, url.Port);
        var suffix = name.TrimStart('*').TrimStart('.');
        return port == url.Port
            && (url.Host.Equals(suffix, StringComparison.OrdinalIgnoreCase)
                || url.Host.EndsWith("." + suffix, StringComparison.OrdinalIgnoreCase));
    }
}
