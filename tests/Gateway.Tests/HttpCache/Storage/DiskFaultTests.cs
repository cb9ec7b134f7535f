using Gateway.HttpCache;
using Gateway.HttpCache.Storage;
using Gateway.HttpCache.Storage.Tiers;
using Gateway.TestKit;
using Xunit;

namespace Gateway.Tests.HttpCache.Storage;

/// <summary>What the store does while its medium fails: goes on, says so once, and recovers by itself.</summary>
public sealed class DiskFaultTests : IAsyncDisposable
{
    private const long Capacity = 64 * 1024 * 1024;

    private readonly ManualClock _clock = new();
    private readonly RecordingObserver _observer = new();
    private readonly List<TieredStore> _stores = [];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask DisposeAsync()
    {
        foreach (var store in _stores)
        {
            await store.DisposeAsync();
        }
    }

    [Fact]
    public async Task DiskFull_EntriesStored_GoToMemoryUntilThereIsRoom()
    {
        using var medium = TinyMedium.Mount("3m");
        Assert.SkipWhen(medium is null, "Mounting is not permitted here.");
        var store = await OpenAsync(medium.Path);
        var before = Assert.IsType<StoredResponse>(await StoreAsync(store, "/before", 1_000_000));
        Assert.Null(await StoreAsync(store, "/large", 5_000_000));
        Assert.False(store.Statistics[1].Available);
        for (var i = 0; i < 10; i++)
        {
            Assert.NotNull(await StoreAsync(store, "/small/" + i, 1000));
            Assert.NotNull(await FindAsync(store, "/small/" + i));
        }

        Assert.Equal(1_000_000, await LengthAsync(store, before));
        Assert.Equal(["faulted disk Full"], Changes());
        await RecoverAsync(store);
        Assert.Equal(["faulted disk Full", "recovered disk"], Changes());
        Assert.NotNull(await StoreAsync(store, "/after", 500_000));
        Assert.Equal(2, store.Statistics[1].Entries);
    }

    [Fact]
    public async Task DiskFullMidway_ReadersOfTheGrowingEntry_GetItWhole()
    {
        using var medium = TinyMedium.Mount("3m");
        Assert.SkipWhen(medium is null, "Mounting is not permitted here.");
        var store = await OpenAsync(medium.Path);
        await using var writer = await store.CreateAsync(Draft("/large"), Token);
        var content = new byte[8_000_000];
        new Random(1).NextBytes(content);
        var readers = Enumerable.Range(0, 3).Select(_ => DrainAsync(writer!.OpenReader()!)).ToArray();
        for (var at = 0; at < content.Length; at += 100_000)
        {
            Assert.True(await writer!.WriteAsync(content.AsMemory(at, 100_000), Token));
        }

        Assert.Null(await writer!.CommitAsync(Token));
        foreach (var reader in readers)
        {
            Assert.Equal(content, await reader);
        }
    }

    [Fact]
    public async Task ReadOnly_EntriesServedAndStoredInMemory_UntilWritable()
    {
        using var medium = TinyMedium.Mount("8m");
        Assert.SkipWhen(medium is null, "Mounting is not permitted here.");
        var store = await OpenAsync(medium.Path);
        var before = Assert.IsType<StoredResponse>(await StoreAsync(store, "/before", 1_000_000));
        medium.MakeReadOnly(true);
        Assert.NotNull(await StoreAsync(store, "/during", 1000));
        Assert.NotNull(await StoreAsync(store, "/during", 1001));
        Assert.Equal(1_000_000, await LengthAsync(store, before));
        Assert.Equal(1001, await LengthAsync(store, (await FindAsync(store, "/during"))!));
        Assert.Equal(["faulted disk ReadOnly"], Changes());
        medium.MakeReadOnly(false);
        await RecoverAsync(store);
        Assert.NotNull(await StoreAsync(store, "/after", 500_000));
        Assert.Equal(["faulted disk ReadOnly", "recovered disk"], Changes());
    }

    [Fact]
    public async Task ReadOnlyFromTheStart_EarlierEntries_AreServed()
    {
        using var medium = TinyMedium.Mount("8m");
        Assert.SkipWhen(medium is null, "Mounting is not permitted here.");
        await StoreAsync(await OpenAsync(medium.Path), "/before", 100_000);
        await CloseAsync();
        medium.MakeReadOnly(true);
        var store = await OpenAsync(medium.Path);
        Assert.Equal(100_000, await LengthAsync(store, (await FindAsync(store, "/before"))!));
    }

    [Fact]
    public async Task DirectoryVanished_Stored_RecoversInANewOne()
    {
        using var directory = new TemporaryDirectory();
        var store = await OpenAsync(directory.Path);
        var before = Assert.IsType<StoredResponse>(await StoreAsync(store, "/before", 1_500_000 * 4));
        Directory.Delete(directory.Path, recursive: true);
        Assert.Null(await store.OpenAsync(before, Token));
        Assert.NotNull(await StoreAsync(store, "/during", 1000));
        Assert.Equal(["faulted disk Vanished"], Changes());
        await RecoverAsync(store);
        Assert.NotNull(await StoreAsync(store, "/after", 500_000));
        Assert.Equal(1, store.Statistics[1].Entries);
        Assert.NotNull(await FindAsync(store, "/during"));
    }

    [Fact]
    public async Task DirectoryIsAFile_Opened_WorksInMemory()
    {
        using var directory = new TemporaryDirectory();
        var path = Path.Combine(directory.Path, "cache");
        await File.WriteAllTextAsync(path, "", Token);
        var store = await OpenAsync(path);
        Assert.NotNull(await StoreAsync(store, "/a", 1000));
        Assert.NotNull(await FindAsync(store, "/a"));
        Assert.Single(Changes());
        File.Delete(path);
        await RecoverAsync(store);
    }

    [Fact]
    public async Task DirectoryInUse_SecondStore_LeavesItAloneUntilItIsFree()
    {
        using var directory = new TemporaryDirectory();
        var first = await OpenAsync(directory.Path);
        var stored = await StoreAsync(first, "/a", 1000);
        var second = await OpenAsync(directory.Path);
        Assert.Equal(["faulted disk InUse"], Changes());
        Assert.Null(await FindAsync(second, "/a"));
        Assert.NotNull(await StoreAsync(second, "/b", 1000));
        Assert.Equal(0, second.Statistics[1].Entries);
        Assert.Equal(1, await second.PurgeAsync(new PurgeScope.Everything(), PurgeMode.Hard, Token));
        Assert.Equal(1000, await LengthAsync(first, stored!));
        _stores.Remove(first);
        await first.DisposeAsync();
        await RecoverAsync(second);
        Assert.NotNull(await FindAsync(second, "/a"));
    }

    [Fact]
    public async Task FaultThatComesBack_Pauses_GrowLonger()
    {
        using var directory = new TemporaryDirectory();
        var path = Path.Combine(directory.Path, "cache");
        await File.WriteAllTextAsync(path, "", Token);
        var store = await OpenAsync(path);
        var faults = new List<long>();
        for (var second = 0; second < 40; second++)
        {
            _clock.Advance(TimeSpan.FromSeconds(1));
            faults.Add(store.Statistics[1].Faults);
        }

        // Probes at 1, 3, 7, 15 and 31 seconds, the first of which is in the first number.
        Assert.Equal(4, faults[^1] - faults[0]);
    }

    private async Task<TieredStore> OpenAsync(string path)
    {
        var store = TieredStore.Open(new TieredStoreOptions(path, Capacity, Capacity / 4), _clock, _observer);
        _stores.Add(store);
        await store.Scanned;
        return store;
    }

    private async Task CloseAsync()
    {
        await DisposeAsync();
        _stores.Clear();
    }

    private async Task RecoverAsync(TieredStore store)
    {
        await Poll.UntilAsync(
            () =>
            {
                _clock.Advance(TimeSpan.FromSeconds(1));
                return store.Statistics[1].Available;
            },
            "the disk takes entries again");
        await store.Scanned;
    }

    private string[] Changes() =>
        [.. _observer.Events.Where(line => line.Split(' ')[0] is "faulted" or "recovered")];

    private static CacheKey Key(string target) => new("dev", "npm", "", target, []);

    private EntryDraft Draft(string target) =>
        new(Key(target), new ResponseHead(200, FieldList.Empty, _clock.GetUtcNow(), _clock.GetUtcNow()), [], [], null, Capacity);

    private async Task<StoredResponse?> StoreAsync(TieredStore store, string target, int length)
    {
        await using var writer = await store.CreateAsync(Draft(target), Token);
        return writer is not null && await writer.WriteAsync(new byte[length], Token) ? await writer.CommitAsync(Token) : null;
    }

    private static async Task<StoredResponse?> FindAsync(TieredStore store, string target) =>
        (await store.FindAsync(Key(target), Token)).SingleOrDefault();

    private static async Task<long?> LengthAsync(TieredStore store, StoredResponse response)
    {
        await using var body = await store.OpenAsync(response, Token);
        return body?.Length;
    }

    private static async Task<byte[]> DrainAsync(IGrowingBody reader)
    {
        await using (reader)
        {
            using var collected = new MemoryStream();
            var buffer = new byte[16_000];
            int read;
            while ((read = await reader.ReadAsync(buffer, Token)) > 0)
            {
                collected.Write(buffer, 0, read);
            }

            return collected.ToArray();
        }
    }
}
