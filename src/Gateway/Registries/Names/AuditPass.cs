using System.Buffers;
using System.Text.Json;
using Gateway.Registries.Documents;

namespace Gateway.Registries.Names;

/// <summary>
/// Takes private names out of an audit body. What is kept is written token by token as it came, so that no separator is left over where
/// something was taken out.
/// </summary>
/// <param name="form">Where names stand.</param>
/// <param name="names">Which are private.</param>
/// <param name="limits">How deep the body may nest.</param>
internal sealed class AuditPass(AuditForm form, PrivateNames names, DocumentLimits limits) : IJsonPass
{
    private readonly List<(Place Place, bool IsArray, bool HasMembers)> _open = [];
    private JsonReaderState _state = new(new JsonReaderOptions { MaxDepth = limits.MaxDepth });
    private Place _value = form == AuditForm.Bulk ? Place.PackagesOfNothing : Place.Tree;
    private bool _drop;
    private int _droppedFrom = int.MaxValue;

    /// <summary>What the properties of an object, or the elements of an array, are.</summary>
    private enum Place
    {
        /// <summary>Nothing with names in it.</summary>
        Plain,

        /// <summary>The root of a tree.</summary>
        Tree,

        /// <summary>One package of a tree.</summary>
        Package,

        /// <summary>Packages by name, whose values are packages again.</summary>
        Packages,

        /// <summary>Packages by name, whose values are versions.</summary>
        PackagesOfNothing,

        /// <summary>Packages as <c>NAME</c> or <c>NAME@VERSION</c>.</summary>
        List,

        /// <summary>The name of the project itself.</summary>
        Name,
    }

    /// <summary>How many names were taken out.</summary>
    public int Withheld { get; private set; }

    /// <inheritdoc/>
    public int Process(ReadOnlySpan<byte> block, bool last, IBufferWriter<byte> output)
    {
        var reader = new Utf8JsonReader(block, last, _state);
        try
        {
            while (reader.Read())
            {
                Visit(ref reader, output);
            }
        }
        catch (JsonException exception)
        {
            var open = reader.CurrentDepth + (reader.TokenType is JsonTokenType.StartObject or JsonTokenType.StartArray ? 1 : 0);
            throw new RegistryDocumentException(
                open >= limits.MaxDepth ? DocumentFault.TooDeep : last ? DocumentFault.CutShort : DocumentFault.NotJson, exception);
        }
        catch (InvalidOperationException exception)
        {
            // A name that is not UTF-8, or half a surrogate pair.
            throw new RegistryDocumentException(DocumentFault.NotJson, exception);
        }

        _state = reader.CurrentState;
        return (int)reader.BytesConsumed;
    }

    private void Visit(ref Utf8JsonReader reader, IBufferWriter<byte> output)
    {
        var depth = reader.CurrentDepth;
        if (depth > _droppedFrom)
        {
            return;
        }

        if (depth == _droppedFrom && reader.TokenType is JsonTokenType.EndObject or JsonTokenType.EndArray)
        {
            _droppedFrom = int.MaxValue;
            return;
        }

        switch (reader.TokenType)
        {
            case JsonTokenType.PropertyName:
                Property(ref reader, output);
                break;
            case JsonTokenType.EndObject or JsonTokenType.EndArray:
                _open.RemoveAt(depth);
                output.Write(reader.ValueSpan);
                break;
            default:
                Value(ref reader, output);
                break;
        }
    }

    private void Property(ref Utf8JsonReader reader, IBufferWriter<byte> output)
    {
        var place = _open[^1].Place;
        _value = Below(place, ref reader);
        _drop = place is Place.Packages or Place.PackagesOfNothing && IsPrivate(reader.GetString()!);
        if (_drop || _value == Place.Name)
        {
            // The project's own name is written only once its value is known not to be private.
            return;
        }

        WriteName(reader.ValueSpan, output);
    }

    private void Value(ref Utf8JsonReader reader, IBufferWriter<byte> output)
    {
        var depth = reader.CurrentDepth;
        var isStart = reader.TokenType is JsonTokenType.StartObject or JsonTokenType.StartArray;
        if (depth == 0 && reader.TokenType != JsonTokenType.StartObject)
        {
            throw new RegistryDocumentException(DocumentFault.NotAnObject);
        }

        var inArray = depth > 0 && _open[^1].IsArray;
        var place = inArray ? Place.Plain : _value;
        if (_drop || IsPrivateText(ref reader, inArray ? _open[^1].Place : place))
        {
            _drop = false;
            Withheld++;
            _droppedFrom = isStart ? depth : _droppedFrom;
            return;
        }

        if (place == Place.Name)
        {
            WriteName("name"u8, output);
        }

        if (inArray)
        {
            Separate(output);
        }

        if (isStart)
        {
            _open.Add((place, reader.TokenType == JsonTokenType.StartArray, HasMembers: false));
        }

        WriteToken(ref reader, output);
    }

    private bool IsPrivateText(ref Utf8JsonReader reader, Place place) =>
        reader.TokenType == JsonTokenType.String
        && place is Place.List or Place.Name
        && IsPrivate(place == Place.List ? WithoutVersion(reader.GetString()!) : reader.GetString()!);

    private static Place Below(Place place, ref Utf8JsonReader reader) => place switch
    {
        Place.Tree when reader.ValueTextEquals("name"u8) => Place.Name,
        Place.Tree when reader.ValueTextEquals("install"u8) || reader.ValueTextEquals("remove"u8) => Place.List,
        Place.Tree or Place.Package when reader.ValueTextEquals("dependencies"u8) => Place.Packages,
        Place.Tree or Place.Package when reader.ValueTextEquals("requires"u8) => Place.PackagesOfNothing,
        Place.Packages => Place.Package,
        _ => Place.Plain,
    };

    private bool IsPrivate(string name) => names.Matches(name);

    private static string WithoutVersion(string text)
    {
        var at = text.LastIndexOf('@');
        return at > 0 ? text[..at] : text;
    }

    private void WriteName(ReadOnlySpan<byte> name, IBufferWriter<byte> output)
    {
        Separate(output);
        output.Write("\""u8);
        output.Write(name);
        output.Write("\":"u8);
    }

    private void Separate(IBufferWriter<byte> output)
    {
        var (place, isArray, hasMembers) = _open[^1];
        if (hasMembers)
        {
            output.Write(","u8);
        }

        _open[^1] = (place, isArray, true);
    }

    private static void WriteToken(ref Utf8JsonReader reader, IBufferWriter<byte> output)
    {
        if (reader.TokenType != JsonTokenType.String)
        {
            output.Write(reader.ValueSpan);
            return;
        }

        output.Write("\""u8);
        output.Write(reader.ValueSpan);
        output.Write("\""u8);
    }
}
