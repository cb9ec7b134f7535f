using System.IO.Compression;
using Microsoft.Extensions.Primitives;

namespace Gateway.Registries.Documents;

/// <summary>The content codings (RFC 9110 §8.4.1) that can be undone with what .NET brings.</summary>
internal static class ContentCodings
{
    /// <summary>
    /// What an upstream is asked for where the gateway reads the document itself: every registry has it, and it is quick to undo.
    /// </summary>
    public const string Asked = "gzip";

    /// <summary>More codings than this over one another come from nobody who means well.</summary>
    private const int MaxCodings = 2;

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
