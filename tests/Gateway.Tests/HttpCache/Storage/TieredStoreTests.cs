using Gateway.HttpCache.Storage;
using Gateway.HttpCache.Storage.Tiers;
using Xunit;

namespace Gateway.Tests.HttpCache.Storage;

public sealed class TieredStoreTests : CacheStoreContract
{
    private readonly TemporaryDirectory _directory = new();

    // The folders on disk take 256 KiB, which is much of 8 MiB.
    protected override double ExpectedFill => 0.95;

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        _directory.Dispose();
    }

    protected override async ValueTask<ICacheStore> MakeAsync(long capacity)
    {
        var store = TieredStore.Open(new TieredStoreOptions(_directory.Path, capacity, capacity / 4), Clock, Observer);
        await store.Scanned;
        return store;
    }

    [Fact]
    public async Task SmallEntryStored_LookupAndOpen_CompleteAtOnceFromMemory()
    {
        var content = Content(1000);
        var stored = await StoredAsync("/a", content);
        await AssertFromMemoryAsync(stored, content);
    }

    [Fact]
    public async Task EntryOfAnEarlierRun_HitOnce_ComesFromMemory()
    {
        var content = Content(1000);
        var stored = await StoredAsync("/a", content);
        await RemakeAsync(SmallCapacity);
        Assert.Equal(content, await ReadAsync((await FindOneAsync(stored.Key))!));
        await AssertFromMemoryAsync(stored, content);
    }

    [Fact]
    public async Task LongBody_SecondHit_ComesFromMemory()
    {
        var content = Content(500_000);
        var stored = await StoredAsync("/a", content);
        Assert.Null(await MemoryOfAsync(stored));
        Assert.NotNull(await MemoryOfAsync(stored));
        await AssertFromMemoryAsync(stored, content);
    }

    [Fact]
    public async Task BodyAboveTheMemoryLimit_HitOften_StreamsFromDisk()
    {
        var content = Content(1_500_000);
        var stored = await StoredAsync("/a", content);
        for (var i = 0; i < 4; i++)
        {
            Assert.Null(await MemoryOfAsync(stored));
            Assert.Equal(content, await ReadAsync(stored));
        }
    }

    [Fact]
    public async Task EntryInMemory_FileRemoved_IsStillServedAndUpdated()
    {
        var content = Content(1000);
        var stored = await StoredAsync("/a", content);
        RemoveEntryFiles();
        await AssertFromMemoryAsync(stored, content);
        Assert.NotNull(await Store.UpdateAsync(stored, stored.Head with { Status = 203 }, Token));
        Assert.Equal(203, (await FindOneAsync(stored.Key))!.Head.Status);
    }

    [Fact]
    public async Task HeadInMemoryBodyOnDisk_FileRemoved_IsAMissAndForgotten()
    {
        var stored = await StoredAsync("/a", Content(1_500_000));
        RemoveEntryFiles();
        Assert.Null(await ReadAsync(stored));
        Assert.Null(await FindOneAsync(stored.Key));
    }

    [Fact]
    public async Task OneVariantInMemoryOneNot_Lookup_GivesBoth()
    {
        await StoreAsync(Draft(Key("/a"), variant: "a"), Text("a"));
        await StoreAsync(Draft(Key("/a"), variant: "b"), Text("b"));
        await RemakeAsync(SmallCapacity);
        await StoreAsync(Draft(Key("/a"), variant: "c"), Text("c"));
        Assert.Equal(3, (await Store.FindAsync(Key("/a"), Token)).Count);
        Assert.Equal(3, (await Store.FindAsync(Key("/a"), Token)).Count);
    }

    private void RemoveEntryFiles()
    {
        foreach (var file in Directory.EnumerateFiles(Path.Combine(_directory.Path, "entries"), "*", SearchOption.AllDirectories))
        {
            File.Delete(file);
        }
    }

    private async Task<ReadOnlyMemory<byte>?> MemoryOfAsync(Gateway.HttpCache.StoredResponse stored)
    {
        await using var body = await Store.OpenAsync(stored, Token);
        return body!.Memory;
    }

    private async Task AssertFromMemoryAsync(Gateway.HttpCache.StoredResponse stored, byte[] content)
    {
        var finding = Store.FindAsync(stored.Key, Token);
        Assert.True(finding.IsCompletedSuccessfully);
        var opening = Store.OpenAsync((await finding)[0], Token);
        Assert.True(opening.IsCompletedSuccessfully);
        Assert.Equal(content, (await opening)!.Memory!.Value.ToArray());
    }
}
