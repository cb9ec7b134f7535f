using System.Collections.Immutable;
using FsCheck;
using FsCheck.Fluent;
using Gateway.HttpCache;
using Gateway.HttpCache.Storage.OnDisk;
using Xunit;

namespace Gateway.Tests.HttpCache.Storage;

public sealed class HeadCodecTests
{
    private static readonly Gen<string> Texts = Gen.Frequency(
        (3, Gen.Choose(0, 255).Select(code => (char)code).ArrayOf().Select(characters => new string(characters))),
        (1, Gen.Choose(0, char.MaxValue).Select(code => (char)code).ArrayOf().Select(characters => new string(characters))));

    private static readonly Gen<CacheKey> Keys =
        from parts in Texts.ArrayOf(4)
        from extra in Texts.ArrayOf()
        select new CacheKey(parts[0], parts[1], parts[2], parts[3], [.. extra]);

    [Fact]
    public void AnyHead_EncodedAndDecoded_IsTheSame()
    {
        var heads =
            from key in Keys
            from fields in Texts.Two().ArrayOf()
            from selecting in Texts.Two().ArrayOf()
            from tags in Texts.ArrayOf()
            select (key, fields, selecting, tags);
        Prop.ForAll(heads.ToArbitrary(), head => RoundTrips(head.key, head.fields, head.selecting, head.tags)).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void TwoKeys_Encoded_AreTheSameOnlyWhenTheKeysAre() =>
        Prop.ForAll(
            Keys.Two().ToArbitrary(),
            keys => keys.Item1.Equals(keys.Item2) == Encoded(keys.Item1).SequenceEqual(Encoded(keys.Item2))).QuickCheckThrowOnFailure();

    [Theory]
    [InlineData("a", "b", "ab", "")]
    [InlineData("", "ab", "a", "b")]
    [InlineData("a\0", "b", "a", "\0b")]
    public void TextMovedBetweenParts_Hashed_IsAnotherKey(string one, string two, string three, string four) =>
        Assert.NotEqual(
            EntryName.HashOf(new CacheKey(one, two, "", "/", [])), EntryName.HashOf(new CacheKey(three, four, "", "/", [])));

    [Fact]
    public void AnyBytes_Decoded_NeverThrow() =>
        Prop.ForAll<byte[]>(bytes =>
        {
            _ = HeadCodec.Decode(bytes, new EntryId(1), 0, stale: false);
            _ = HeadBlock.Parse([.. EntryFormat.Magic, 1, 0, 0, 0, .. bytes], out _);
        }).QuickCheckThrowOnFailure();

    private static bool RoundTrips(CacheKey key, (string, string)[] fields, (string, string)[] selecting, string[] tags)
    {
        var time = new DateTimeOffset(2026, 3, 1, 12, 0, 0, TimeSpan.Zero).AddTicks(7);
        var head = new ResponseHead(200, FieldList.Of(fields), time, time.AddSeconds(1));
        ImmutableArray<SelectingField> fieldsOfRequest =
            [.. selecting.Select(pair => new SelectingField(pair.Item1, pair.Item2.Length % 3 == 0 ? null : pair.Item2))];
        var decoded = HeadCodec.Decode(HeadCodec.Encode(key, head, fieldsOfRequest, [.. tags]), new EntryId(5), 9, stale: true);
        return decoded is { MarkedStale: true, BodyLength: 9, Id.Value: 5 }
            && decoded.Key.Equals(key)
            && decoded.Head.Fields.SequenceEqual(head.Fields)
            && (decoded.Head.RequestTime, decoded.Head.ResponseTime) == (head.RequestTime, head.ResponseTime)
            && decoded.Selecting.SequenceEqual(fieldsOfRequest)
            && decoded.Tags.SequenceEqual(tags, StringComparer.Ordinal);
    }

    private static byte[] Encoded(CacheKey key)
    {
        var output = new ByteWriter();
        HeadCodec.EncodeKey(output, key);
        return output.ToArray();
    }
}
