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

    /// <summary>Enough for empty lines before the first element of a page.</summary>
    private const int PageBeginning = 256;

    /// <summary>The longest piece of a body that is shown: a sentence or two, and no page.</summary>
    private const int ShownLength = 300;

    /// <summary>Whether the body is a page for people, also where its type says otherwise, as some portals do.</summary>
    public bool IsPage => MediaType is "text/html" or "application/xhtml+xml" || BeginsAsPage();

    /// <summary>Whether it sends the client elsewhere.</summary>
    public bool IsRedirect => Status is 301 or 302 or 303 or 307 or 308;

    /// <summary>The gateway's own error code, when the gateway itself answered.</summary>
    public string? GatewayError => Field("X-Gateway-Error");

    /// <summary>Reads an answer.</summary>
    /// <exception cref="HttpRequestException">Its body is not in the coding that it names.</exception>
    public static async Task<HttpAnswer> ReadAsync(Uri url, HttpResponseMessage response, CancellationToken cancellationToken)
    {
        await using var stream = await response.Content.ReadAsStreamAsync(cancellationToken);
        var buffer = new byte[KeptBytes];
        var length = await BeginningAsync(stream, buffer, cancellationToken);
        return new HttpAnswer(
            url, (int)response.StatusCode, response.Headers, response.Content.Headers.ContentType?.MediaType ?? "", buffer[..length]);
    }

    private bool BeginsAsPage()
    {
        var text = Encoding.Latin1.GetString(Body.AsSpan(0, Math.Min(Body.Length, PageBeginning))).TrimStart();
        return text.StartsWith("<!doctype html", StringComparison.OrdinalIgnoreCase)
            || text.StartsWith("<html", StringComparison.OrdinalIgnoreCase);
    }

    private static async Task<int> BeginningAsync(Stream stream, byte[] buffer, CancellationToken cancellationToken)
    {
        try
        {
            return await stream.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, cancellationToken);
        }
        catch (InvalidDataException exception)
        {
            throw new HttpRequestException(
                HttpRequestError.InvalidResponse, "The body is not in the coding that Content-Encoding names.", exception);
        }
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
            : MediaType == "text/plain" ? Plain() : "";
        var line = string.Join(' ', text.Split(['\r', '\n', '\t'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries));
        var shown = new string([.. line.Where(character => !char.IsControl(character))]);
        return shown.Length <= ShownLength ? shown : shown[..ShownLength] + "...";
    }

    // A gateway's own text for go (its first line has code and title, its last the trace) is told by code already.
    private string Plain()
    {
        var text = Encoding.UTF8.GetString(Body);
        return GatewayError is null || !text.StartsWith("gateway: ", StringComparison.Ordinal)
            ? text
            : string.Join('\n', text.Split('\n').Skip(1).Where(line => !line.StartsWith("trace ", StringComparison.Ordinal)));
    }
}
