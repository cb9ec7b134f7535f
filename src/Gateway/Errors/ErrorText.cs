using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.WebUtilities;

namespace Gateway.Errors;

/// <summary>The two written forms of an error.</summary>
internal static partial class ErrorText
{
    /// <summary>Old servers and proxies in between limit the whole line to some hundred characters more.</summary>
    private const int MaxReason = 200;

    // Clients print the text into a terminal, so a quote stays a quote; the content type and nosniff keep a browser from reading it as
    // markup.
    private static readonly JsonWriterOptions Json = new() { Indented = false, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>
    /// <c>application/problem+json</c> (RFC 9457) with the member <c>error</c>, which npm prints.
    /// </summary>
    public static byte[] Problem(ErrorCode code, string detail, string traceId)
    {
        var buffer = new ArrayBufferWriter<byte>(512);
        using (var json = new Utf8JsonWriter(buffer, Json))
        {
            json.WriteStartObject();
            json.WriteString("type", $"urn:gateway:error:{code.Name}");
            json.WriteString("title", code.Title);
            json.WriteNumber("status", code.Status);
            json.WriteString("detail", detail);
            json.WriteString("error", $"{code.Name}: {detail}");
            json.WriteString("code", code.Name);
            json.WriteString("traceId", traceId);
            json.WriteEndObject();
        }

        return buffer.WrittenSpan.ToArray();
    }

    /// <summary>Plain text of three lines; go prints the first eight.</summary>
    public static byte[] Plain(ErrorCode code, string detail, string traceId) =>
        Encoding.UTF8.GetBytes($"gateway: {code.Name}: {code.Title}\n{detail.ReplaceLineEndings(" ")}\ntrace {traceId}\n");

    /// <summary>One line for the value of a field, which takes printable ASCII in every server and client (RFC 9110 §5.5).</summary>
    public static string Field(ErrorCode code, string detail, string traceId) => string.Create(
        CultureInfo.InvariantCulture, $"gateway: {code.Name}: {Printable().Replace(detail, " ")} (trace {traceId})");

    /// <summary>The usual reason phrase and what happened, in as much of one line as a status line should have.</summary>
    public static string Reason(ErrorCode code, string detail)
    {
        var text = $"{ReasonPhrases.GetReasonPhrase(code.Status)}: {Printable().Replace(detail, " ")}";
        return text.Length <= MaxReason ? text : text[..MaxReason];
    }

    [GeneratedRegex(@"[^\x20-\x7e]+", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Printable();
}
