using System.IO.Compression;
using Microsoft.Extensions.Primitives;

namespace Gateway.Registries.Documents;

/// <summary>The content codings (RFC 9110 §8.4.1) that can be undone with what .NET brings.</summary>
internal static class ContentCodings
{
    /// <summary>No coding.</summary>
    public const string Identity = "identity";

    /// <summary>The coding <c>br</c>.</summary>
    public const string Brotli = "br";

    /// <summary>The coding <c>gzip</c>.</summary>
    public const string GZip = "gzip";

    /// <summary>
    /// What an upstream is asked for where the gateway reads the document itself: every registry has it, and it is quick to undo.
    /// </summary>
    public const string Asked = GZip;

    /// <summary>More codings than this over one another come from nobody who means well.</summary>
    private const int MaxCodings = 2;

    /// <summary>
    /// The coding in which a client gets a document: the best one that both know. In this one word all spellings of
    /// <c>Accept-Encoding</c> come together, so that a document is coded, and stored, once for each coding and not for each client.
    /// </summary>
    /// <param name="acceptEncoding">What the client accepts (RFC 9110 §12.5.3).</param>
    public static string ChosenFor(StringValues acceptEncoding)
    {
        var best = Identity;
        foreach (var line in acceptEncoding)
        {
            foreach (var range in (line ?? "").AsSpan().Split(','))
            {
                var member = line.AsSpan()[range];
                var semicolon = member.IndexOf(';');
                var name = (semicolon < 0 ? member : member[..semicolon]).Trim();
                if (semicolon >= 0 && IsRefused(member[(semicolon + 1)..]))
                {
                    continue;
                }

                best = name.Equals(Brotli, StringComparison.OrdinalIgnoreCase) ? Brotli
                    : best == Identity && name.Equals(GZip, StringComparison.OrdinalIgnoreCase) ? GZip
                    : best;
            }
        }

        return best;
    }

    /// <summary>
    /// A stream that codes what is written to it; null for no coding. Quick rather than small: it happens while a client waits.
    /// </summary>
    /// <param name="destination">Where the coded bytes go; left open.</param>
    /// <param name="coding">A word of <see cref="ChosenFor"/>.</param>
    public static Stream? Apply(Stream destination, string coding) => coding switch
    {
        Brotli => new BrotliStream(destination, CompressionLevel.Fastest, leaveOpen: true),
        GZip => new GZipStream(destination, CompressionLevel.Fastest, leaveOpen: true),
        _ => null,
    };

    // A weight of zero, however many digits it is written with.
    private static bool IsRefused(ReadOnlySpan<char> parameter)
    {
        var weight = parameter.Trim();
        return weight.StartsWith("q=", StringComparison.OrdinalIgnoreCase) && weight[2..].TrimEnd('0').TrimEnd('.').TrimEnd('0').IsEmpty;
    }

    /// <summary>A stream of the bytes with all codings undone.</summary>
    /// <param name="coded">The bytes as received. The result reads from it and leaves it open.</param>
    /// <param name="contentEncoding">The values of <c>Content-Encoding</c>, in the order in which the codings were applied.</param>
    /// <exception cref="RegistryDocumentException">A coding is unknown.</exception>
    public static Stream Undo(Stream coded, StringValues contentEncoding)
    {
        var codings = NamesOf(contentEncoding);
        if (codings.Count > MaxCodings)
        {
            throw new RegistryDocumentException(DocumentFault.UnknownCoding);
        }

        var result = coded;
        for (var i = codings.Count - 1; i >= 0; i--)
        {
            result = UndoOne(result, codings[i], leaveOpen: result == coded);
        }

        return result;
    }

    /// <summary>Whether a decoder has thrown this over bytes that its coding cannot contain.</summary>
    public static bool IsDamage(Exception exception) =>
        exception is InvalidDataException || (exception is InvalidOperationException and not ObjectDisposedException);

    private static Stream UndoOne(Stream coded, string coding, bool leaveOpen) => coding switch
    {
        "gzip" or "x-gzip" => new GZipStream(coded, CompressionMode.Decompress, leaveOpen),
        "br" => new BrotliStream(coded, CompressionMode.Decompress, leaveOpen),
        "deflate" => new ZLibStream(coded, CompressionMode.Decompress, leaveOpen),
        _ => throw new RegistryDocumentException(DocumentFault.UnknownCoding),
    };

    private static List<string> NamesOf(StringValues contentEncoding)
    {
        var names = new List<string>();
        foreach (var line in contentEncoding)
        {
            foreach (var part in (line ?? "").Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
            {
                var name = part.ToLowerInvariant();
                if (name is not "identity")
                {
                    names.Add(name);
                }
            }
        }

        return names;
    }
}
