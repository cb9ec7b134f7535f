using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Gateway.Cli.Doctor;

/// <summary>An answer, with the beginning of its body.</summary>
/// <param name="Url">What was asked for.</param>
/// <param name="Status">The status code.</param>
/// <param name="Headers">Its fields.</param>
/// <param name="MediaType">The media type of the body, or an empty text.</param>
/// <param name="Body">The first bytes of the body.</param>
internal sealed record HttpAnswer(Uri Url, int Status, HttpResponseHeaders Headers, string MediaType, byte[] Body)
{
    /// <summary>Enough for every error text and every registry's answer about itself.</summary>
    private const int KeptBytes = 64 * 1024;

    /// <summary>The longest piece of a body that is shown: two lines of a terminal.</summary>
    private const int ShownLength = 200;

    /// <summary>Whether the body is a page for people.</summary>
    public bool IsPage => MediaType is "text/html" or "application/xhtml+xml";

    /// <summary>The gateway's own error code, when the gateway itself answered.</summary>
    public string? GatewayError => Field("X-Gateway-Error");

    /// <summary>Reads an answer.</summary>
    public static async Task<HttpAnswer> ReadAsync(Uri url, HttpResponseMessage response, CancellationToken cancellationToken)
    {
        await using var stream = await response.Content.ReadAsStreamAsync(cancellationToken);
        var buffer = new byte[KeptBytes];
        var length = await stream.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, cancellationToken);
        return new HttpAnswer(
            url, (int)response.StatusCode, response.Headers, response.Content.Headers.ContentType?.MediaType ?? "", buffer[..length]);
    }

    /// <summary>The first value of a field, or null.</summary>
    public string? Field(string name) => Headers.TryGetValues(name, out var values) ? values.First() : null;

    /// <summary>The body as a JSON object, or null.</summary>
    public JsonObject? Json()
    {
        try
        {
            return MediaType.EndsWith("json", StringComparison.OrdinalIgnoreCase) ? JsonNode.Parse(Body) as JsonObject : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>What the body says about an error, in one line; empty when it is nothing for people at a terminal.</summary>
    public string Words()
    {
        var text = Json() is { } json
            ? (json["detail"] ?? json["error"] ?? json["message"])?.ToString() ?? ""
            : MediaType == "text/plain" ? Encoding.UTF8.GetString(Body) : "";
        var line = string.Join(' ', text.Split(['\r', '\n', '\t'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries));
        var shown = new string([.. line.Where(character => !char.IsControl(character))]);
        return shown.Length <= ShownLength ? shown : shown[..ShownLength] + "...";
    }
}
