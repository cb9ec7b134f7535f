using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Gateway.Registries.Documents;

/// <summary>
/// One pass over one document, block by block. What is not replaced is copied as it is written, so white space, escapes, number forms
/// and the order of properties survive. Holds one state per open level, and nothing of the document.
/// </summary>
internal sealed class JsonRewritePass : IJsonPass
{
    /// <summary>Longer strings are no URL of a registry; they are left, or refused, instead of being made into one object.</summary>
    private const int MaxSelectedLength = 8 << 10;

    private const int NotAnArray = -2;

    private readonly JsonStringRule _rule;
    private readonly DocumentLimits _limits;
    private readonly List<(int State, int Elements)> _open = [];
    private JsonReaderState _state;
    private int _property = JsonStringRule.Elsewhere;
    private int _skippedFrom = int.MaxValue;
    private bool _begun;

    /// <summary>Begins a pass.</summary>
    public JsonRewritePass(JsonStringRule rule, DocumentLimits limits)
    {
        (_rule, _limits) = (rule, limits);
        _state = new JsonReaderState(new JsonReaderOptions { MaxDepth = limits.MaxDepth });
    }

    /// <inheritdoc/>
    public int Process(ReadOnlySpan<byte> block, bool last, IBufferWriter<byte> output)
    {
        var start = 0;
        if (!_begun)
        {
            ReadOnlySpan<byte> byteOrderMark = [0xEF, 0xBB, 0xBF];
            if (!last && block.Length < byteOrderMark.Length)
            {
                return 0;
            }

            // RFC 8259 §8.1 lets a reader ignore it; some NuGet servers write it.
            start = block.StartsWith(byteOrderMark) ? byteOrderMark.Length : 0;
            _begun = true;
        }

        output.Write(block[..start]);
        return start + ProcessTokens(block[start..], last, output);
    }

    private int ProcessTokens(ReadOnlySpan<byte> block, bool last, IBufferWriter<byte> output)
    {
        var reader = new Utf8JsonReader(block, last, _state);
        var copied = 0;
        try
        {
            while (reader.Read())
            {
                if (reader.CurrentDepth <= _skippedFrom && Visit(ref reader) is { } replacement)
                {
                    output.Write(block[copied..(int)reader.TokenStartIndex]);
                    WriteString(replacement, output);
                    copied = (int)reader.BytesConsumed;
                }
            }
        }
        catch (JsonException exception)
        {
            throw new RegistryDocumentException(FaultAt(ref reader, last), exception);
        }

        var consumed = (int)reader.BytesConsumed;
        output.Write(block[copied..consumed]);
        _state = reader.CurrentState;
        return consumed;
    }

    /// <summary>Follows one token; the result replaces it, null leaves it.</summary>
    private string? Visit(ref Utf8JsonReader reader)
    {
        var depth = reader.CurrentDepth;
        switch (reader.TokenType)
        {
            case JsonTokenType.PropertyName:
                _property = _rule.OfProperty(_open[depth - 1].State, ref reader);
                return null;
            case JsonTokenType.StartObject:
                Open(depth, isArray: false);
                return null;
            case JsonTokenType.StartArray:
                Open(depth, isArray: true);
                return null;
            case JsonTokenType.EndObject or JsonTokenType.EndArray:
                _skippedFrom = int.MaxValue;
                if (_open.Count > depth)
                {
                    _open.RemoveRange(depth, _open.Count - depth);
                }

                return null;
            case JsonTokenType.String:
                return Replacement(ref reader, StateAt(depth));
            default:
                RequireObject(depth);
                return null;
        }
    }

    private void Open(int depth, bool isArray)
    {
        var state = StateAt(depth);
        if (isArray)
        {
            RequireObject(depth);
        }

        if (state == JsonStringRule.Elsewhere)
        {
            _skippedFrom = depth;
            return;
        }

        _open.Add((state, isArray ? _rule.OfElements(state) : NotAnArray));
    }

    private string? Replacement(ref Utf8JsonReader reader, int state)
    {
        RequireObject(reader.CurrentDepth);
        if (state == JsonStringRule.Elsewhere || !_rule.Selects(state))
        {
            return null;
        }

        if (reader.ValueSpan.Length > MaxSelectedLength)
        {
            _rule.PassOver(state);
            return null;
        }

        try
        {
            return _rule.Replace(state, reader.GetString()!);
        }
        catch (InvalidOperationException exception)
        {
            // The reader does not look into strings before they are asked for: not UTF-8, or half a surrogate pair.
            throw new RegistryDocumentException(DocumentFault.NotJson, exception);
        }
    }

    private int StateAt(int depth) =>
        depth == 0 ? JsonStringRule.Root : _open[depth - 1].Elements is not NotAnArray and var state ? state : _property;

    private void RequireObject(int depth)
    {
        if (depth == 0 && _rule.RootIsObject)
        {
            throw new RegistryDocumentException(DocumentFault.NotAnObject);
        }
    }

    private DocumentFault FaultAt(ref Utf8JsonReader reader, bool last)
    {
        var open = reader.CurrentDepth + (reader.TokenType is JsonTokenType.StartObject or JsonTokenType.StartArray ? 1 : 0);
        return open >= _limits.MaxDepth ? DocumentFault.TooDeep : last ? DocumentFault.CutShort : DocumentFault.NotJson;
    }

    private static void WriteString(string value, IBufferWriter<byte> output)
    {
        output.Write("\""u8);
        output.Write(JsonEncodedText.Encode(value, JavaScriptEncoder.UnsafeRelaxedJsonEscaping).EncodedUtf8Bytes);
        output.Write("\""u8);
    }
}
