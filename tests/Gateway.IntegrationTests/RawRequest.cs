namespace Gateway.IntegrationTests;

/// <summary>The text of HTTP/1.1 requests.</summary>
internal static class RawRequest
{
    /// <summary>A GET of a target, as given, with more header lines.</summary>
    public static string Get(string target, params string[] lines) => Of("GET", target, GatewaySettings.DevHost, lines);

    public static string Of(string method, string target, string host, params string[] lines) =>
        $"{method} {target} HTTP/1.1\r\nHost: {host}\r\n{string.Concat(lines.Select(line => line + "\r\n"))}\r\n";
}
