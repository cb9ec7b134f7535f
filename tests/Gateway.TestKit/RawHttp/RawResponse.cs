using System.Text;

namespace Gateway.TestKit.RawHttp;

/// <summary>A response as it came over the wire.</summary>
/// <param name="StatusLine">The first line, without its end.</param>
/// <param name="HeaderLines">The header lines in order, as written.</param>
/// <param name="Body">The content after transfer codings were undone.</param>
/// <param name="IsComplete">False when the connection ended before the framing said the body does.</param>
/// <param name="TrailerLines">The trailer lines of a chunked body.</param>
public sealed record RawResponse(
    string StatusLine,
    IReadOnlyList<string> HeaderLines,
    byte[] Body,
    bool IsComplete,
    IReadOnlyList<string> TrailerLines)
{
    public int Status => int.Parse(StatusLine.Split(' ')[1], System.Globalization.CultureInfo.InvariantCulture);

    /// <summary>The body as UTF-8.</summary>
    public string Text => Encoding.UTF8.GetString(Body);

    /// <summary>The values of a field, one for each of its lines, in order.</summary>
    public IReadOnlyList<string> Values(string name) =>
    [
        .. HeaderLines
            .Select(line => line.Split(':', 2))
            .Where(parts => parts.Length == 2 && parts[0].Equals(name, StringComparison.OrdinalIgnoreCase))
            .Select(parts => parts[1].Trim()),
    ];

    /// <summary>The value of a field that stands at most once; null when it is absent.</summary>
    public string? Value(string name) => Values(name) switch
    {
        [] => null,
        [var only] => only,
        var several => throw new InvalidDataException($"'{name}' stands {several.Count} times: {string.Join(" | ", several)}"),
    };
}
