using System.Buffers;

namespace Gateway.Registries.Documents;

/// <summary>One pass over one JSON document, block by block.</summary>
internal interface IJsonPass
{
    /// <summary>Reads as many whole tokens as the block holds and writes what becomes of them.</summary>
    /// <param name="block">The bytes that follow those that were consumed before.</param>
    /// <param name="last">Whether the document ends with this block.</param>
    /// <param name="output">Where the result goes.</param>
    /// <returns>How many bytes were consumed; the rest, the beginning of a token, must lead the next block.</returns>
    /// <exception cref="RegistryDocumentException">The document is not what it must be.</exception>
    int Process(ReadOnlySpan<byte> block, bool last, IBufferWriter<byte> output);
}
