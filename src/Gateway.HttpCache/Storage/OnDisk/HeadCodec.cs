using System.Collections.Immutable;

namespace Gateway.HttpCache.Storage.OnDisk;

/// <summary>
/// The head of an entry as bytes: the key, status and times, field lines, selecting fields, tags. Whatever was put in comes out
/// the same, character by character; no text is trusted to be well-formed.
/// </summary>
internal static class HeadCodec
{
    public static byte[] Encode(CacheKey key, ResponseHead head, ImmutableArray<SelectingField> selecting, ImmutableArray<string> tags)
    {
        var output = new ByteWriter();
        EncodeKey(output, key);
        output.Number(head.Status);
        output.Fixed(head.RequestTime.UtcTicks);
        output.Fixed(head.ResponseTime.UtcTicks);
        output.Number(head.Fields.Count);
        foreach (var field in head.Fields)
        {
            output.Text(field.Name);
            output.Text(field.Value);
        }

        EncodeSelecting(output, selecting);
        output.Number(tags.Length);
        foreach (var tag in tags)
        {
            output.Text(tag);
        }

        return output.ToArray();
    }

    public static void EncodeKey(ByteWriter output, CacheKey key)
    {
        output.Text(key.Environment);
        output.Text(key.Repository);
        output.Text(key.Authority);
        output.Text(key.Target);
        output.Number(key.Extra.Length);
        foreach (var extra in key.Extra)
        {
            output.Text(extra);
        }
    }

    public static void EncodeSelecting(ByteWriter output, ImmutableArray<SelectingField> selecting)
    {
        output.Number(selecting.Length);
        foreach (var field in selecting)
        {
            output.Text(field.Name);
            output.Number(field.Value is null ? 0 : 1);
            output.Text(field.Value ?? "");
        }
    }

    /// <summary>Reads a head back; null when it is not one.</summary>
    public static StoredResponse? Decode(ReadOnlySpan<byte> encoded, EntryId id, long bodyLength, bool stale)
    {
        var input = new ByteReader(encoded);
        var environment = input.Text();
        var repository = input.Text();
        var authority = input.Text();
        var key = new CacheKey(environment, repository, authority, input.Text(), Texts(ref input));
        var status = input.Number();
        var requestTime = Time(ref input);
        var responseTime = Time(ref input);
        var fields = ImmutableArray.CreateBuilder<Field>();
        for (var count = input.Number(); count > 0 && !input.Failed; count--)
        {
            var name = input.Text();
            fields.Add(new Field(name, input.Text()));
        }

        var selecting = Selecting(ref input);
        var tags = Texts(ref input);
        if (input.Failed || !input.AtEnd)
        {
            return null;
        }

        var head = new ResponseHead(status, new FieldList(fields.ToImmutable()), requestTime, responseTime);
        return new StoredResponse(id, key, head, selecting, tags, bodyLength, stale);
    }

    private static ImmutableArray<string> Texts(ref ByteReader input)
    {
        var texts = ImmutableArray.CreateBuilder<string>();
        for (var count = input.Number(); count > 0 && !input.Failed; count--)
        {
            texts.Add(input.Text());
        }

        return texts.ToImmutable();
    }

    private static ImmutableArray<SelectingField> Selecting(ref ByteReader input)
    {
        var selecting = ImmutableArray.CreateBuilder<SelectingField>();
        for (var count = input.Number(); count > 0 && !input.Failed; count--)
        {
            var name = input.Text();
            var present = input.Number() == 1;
            var value = input.Text();
            selecting.Add(new SelectingField(name, present ? value : null));
        }

        return selecting.ToImmutable();
    }

    private static DateTimeOffset Time(ref ByteReader input)
    {
        var ticks = input.Fixed();
        var isTime = ticks >= DateTimeOffset.MinValue.Ticks && ticks <= DateTimeOffset.MaxValue.Ticks;
        return isTime ? new DateTimeOffset(ticks, TimeSpan.Zero) : default;
    }
}
