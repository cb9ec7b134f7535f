using FsCheck.Fluent;
using Xunit;

namespace Gateway.Tests.HttpCache.Storage;

public sealed partial class DiskStoreTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(300)]
    [InlineData(150_000)]
    public async Task OneByteChangedAnywhere_Lookup_IsTheSameOrAMiss(int length)
    {
        var (file, original, content) = await OneFileAsync(length);
        var changes = Gen.Choose(0, original.Length - 1).SelectMany(at => Gen.Choose(1, 255).Select(mask => (At: at, Mask: mask)));
        var misses = 0;
        await Prop.ForAll(changes.ToArbitrary(), change => SameOrMissAsync(
            file, original, content, bytes => bytes[change.At] ^= (byte)change.Mask, () => misses++)).CheckAsync(150);
        Assert.True(misses > 20, $"{misses} of 150 changes were noticed");
    }

    [Theory]
    [InlineData(0)]
    [InlineData(300)]
    [InlineData(150_000)]
    public async Task FileOfAnotherLength_Lookup_IsAMiss(int length)
    {
        var (file, original, content) = await OneFileAsync(length);
        foreach (var size in new[] { 0, 1, 63, 64, 100, original.Length - 1, original.Length + 1, original.Length / 2 })
        {
            var misses = 0;
            var changed = original.Concat(new byte[1]).Take(size).ToArray();
            Assert.True(await SameOrMissAsync(file, changed, content, _ => { }, () => misses++));
            Assert.Equal(1, misses);
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(70_000)]
    [InlineData(199_999)]
    public async Task BodyDamagedAfterItWasOpened_Copied_StopsBeforeTheDamage(int at)
    {
        var (file, original, content) = await OneFileAsync(200_000);
        await using var body = await Store.OpenAsync((await FindOneAsync(Key("/a")))!, Token);
        original[original.Length - 200_000 - 16 + at + (at / 65_532 * 4)] ^= 1;
        await File.WriteAllBytesAsync(file, original, Token);
        var pipe = new System.IO.Pipelines.Pipe(new System.IO.Pipelines.PipeOptions(pauseWriterThreshold: 0));
        Assert.False(await body!.CopyToAsync(pipe.Writer, 0, content.Length, Token));
        await pipe.Writer.CompleteAsync();
        var sent = await pipe.Reader.ReadAsync(Token);
        Assert.Equal(at / 65_532 * 65_532, sent.Buffer.Length);
        Assert.Null(await FindOneAsync(Key("/a")));
        Assert.False(File.Exists(file));
        Assert.Equal(1, Observer.Count("discarded disk Body"));
    }

    private async Task<(string File, byte[] Bytes, byte[] Content)> OneFileAsync(int length)
    {
        var content = Content(length);
        await StoredAsync("/a", content);
        var file = Assert.Single(EntryFiles());
        return (file, await File.ReadAllBytesAsync(file, Token), content);
    }

    private async Task<bool> SameOrMissAsync(string file, byte[] original, byte[] content, Action<byte[]> change, Action missed)
    {
        // A miss removes the entry; a fresh store then takes the changed file for what an earlier run left.
        var changed = original.ToArray();
        change(changed);
        await File.WriteAllBytesAsync(file, changed, Token);
        await RemakeAsync(SmallCapacity);
        var found = await FindOneAsync(Key("/a"));
        var read = found is null ? null : await ReadAsync(found);
        if (read is null)
        {
            missed();
            return !File.Exists(file);
        }

        return found!.Key == Key("/a") && found.Head.Status == 200 && !found.MarkedStale && read.AsSpan().SequenceEqual(content);
    }
}
