using System.Collections.Immutable;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;

namespace Gateway.HttpCache.Policy.Ranges;

/// <summary>One piece of a 206's content.</summary>
/// <param name="Prefix">The bytes that go before it: a multipart's delimiter and part header, or nothing.</param>
/// <param name="Offset">Where the piece begins in the stored body, from 0.</param>
/// <param name="Length">How many bytes of the stored body.</param>
[StructLayout(LayoutKind.Auto)]
public readonly record struct PartialPiece(ReadOnlyMemory<byte> Prefix, long Offset, long Length);

/// <summary>A 206 from a stored response (RFC 9110 §15.3.7): what to send, in order.</summary>
/// <param name="Fields">The fields, without <c>Age</c> and <c>Content-Length</c>.</param>
/// <param name="Pieces">The pieces of the content.</param>
/// <param name="Suffix">The bytes after the last piece: a multipart's closing delimiter, or nothing.</param>
public sealed record PartialAnswer(FieldList Fields, ImmutableArray<PartialPiece> Pieces, ReadOnlyMemory<byte> Suffix)
{
    /// <summary>The length of the content, delimiters included.</summary>
    public long ContentLength => Pieces.Sum(static piece => piece.Prefix.Length + piece.Length) + Suffix.Length;

    internal static PartialAnswer Of(in CacheRequest request, StoredResponse stored, RangeSelection selection, string boundary)
    {
        var completeLength = Answering.CompleteLengthOf(stored);
        var start = stored.Head.Facts.Range?.First ?? 0;
        return selection.Ranges.Length == 1
            ? Single(request, stored, selection.Ranges[0], completeLength, start)
            : Several(request, stored, selection.Ranges, boundary, completeLength, start);
    }

    // Never a multipart for a single range (§15.3.7.2).
    private static PartialAnswer Single(in CacheRequest request, StoredResponse stored, ByteRange range, long completeLength, long start)
    {
        var contentRange = new ContentRange(range.First, range.Last, completeLength);
        var fields = AnswerFields.OfPartial(request, stored.Head, new Field(FieldNames.ContentRange, contentRange.ToString()));
        return new PartialAnswer(fields, [new PartialPiece(default, range.First - start, range.Length)], default);
    }

    // Content-Range stands in each part and must not stand in the header section (§15.3.7.2).
    private static PartialAnswer Several(
        in CacheRequest request, StoredResponse stored, ImmutableArray<ByteRange> ranges, string boundary, long completeLength, long start)
    {
        var type = stored.Head.Fields[FieldNames.ContentType];
        var pieces = ImmutableArray.CreateBuilder<PartialPiece>(ranges.Length);
        foreach (var range in ranges)
        {
            var header = new StringBuilder();
            header.Append(pieces.Count == 0 ? "--" : "\r\n--").Append(boundary).Append("\r\n");
            if (type.Count > 0)
            {
                header.Append(CultureInfo.InvariantCulture, $"Content-Type: {type[0]}\r\n");
            }

            var place = new ContentRange(range.First, range.Last, completeLength);
            header.Append(CultureInfo.InvariantCulture, $"Content-Range: {place}\r\n\r\n");
            pieces.Add(new PartialPiece(Encoding.Latin1.GetBytes(header.ToString()), range.First - start, range.Length));
        }

        var fields = AnswerFields.OfPartial(
            request, stored.Head, new Field(FieldNames.ContentType, $"multipart/byteranges; boundary={boundary}"));
        return new PartialAnswer(fields, pieces.MoveToImmutable(), Encoding.Latin1.GetBytes($"\r\n--{boundary}--\r\n"));
    }
}
