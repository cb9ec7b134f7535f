using Gateway.HttpCache;
using Gateway.HttpCache.Storage;
using Gateway.HttpCache.Storage.OnDisk;
using Xunit;

namespace Gateway.Tests.HttpCache.Storage;

public sealed partial class DiskStoreTests : CacheStoreContract
{
    private readonly TemporaryDirectory _directory = new();

    // Its folders take 256 KiB, which is much of 8 MiB.
    protected override double ExpectedFill => 0.95;

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        _directory.Dispose();
    }

    protected override async ValueTask<ICacheStore> MakeAsync(long capacity)
    {
        var store = Open(capacity);
        await store.Scanned;
        return store;
    }

    [Fact]
    public async Task ManyEntries_Restarted_AreAllThereAsTheyWere()
    {
        for (var i = 0; i < 200; i++)
        {
            await StoreAsync(Draft(Key("/" + i), tags: "t" + (i % 3)), Content(i * 700, i));
        }

        var before = Store.Statistics[0];
        await RemakeAsync(64 * 1024 * 1024);
        Assert.Equal((200, before.Bytes), (Store.Statistics[0].Entries, Store.Statistics[0].Bytes));
        Assert.Equal(1, Observer.Count("scanned disk 200"));
        for (var i = 0; i < 200; i++)
        {
            Assert.Equal(Content(i * 700, i), await ReadAsync((await FindOneAsync(Key("/" + i)))!));
        }

        Assert.Equal(67, await Store.PurgeAsync(new PurgeScope.OfTag("t0"), PurgeMode.Hard, Token));
    }

    [Fact]
    public async Task MarkedStale_Restarted_StaysMarked()
    {
        await StoredAsync("/a");
        await StoredAsync("/b");
        await Store.PurgeAsync(new PurgeScope.OfKey(Key("/a")), PurgeMode.Soft, Token);
        await RemakeAsync(SmallCapacity);
        Assert.True((await FindOneAsync(Key("/a")))!.MarkedStale);
        Assert.False((await FindOneAsync(Key("/b")))!.MarkedStale);
    }

    [Theory]
    [InlineData(10)]
    [InlineData(20_000)]
    public async Task HeadUpdated_Restarted_IsTheNewOne(int length)
    {
        var stored = await StoredAsync("/a", Content(70_000));
        await Store.UpdateAsync(stored, stored.Head with { Fields = FieldList.Of(("X", new string('x', length))) }, Token);
        await RemakeAsync(SmallCapacity);
        var found = await FindOneAsync(Key("/a"));
        Assert.Equal((stored.Id, length), (found!.Id, found.Head.Fields[0].Value.Length));
        Assert.Equal(Content(70_000), await ReadAsync(found));
    }

    [Fact]
    public async Task CapacityLowered_Restarted_IsKept()
    {
        for (var i = 0; i < 100; i++)
        {
            await StoredAsync("/" + i, Content(100_000));
        }

        await RemakeAsync(2 * 1024 * 1024);
        var tier = Store.Statistics[0];
        Assert.InRange(tier.Bytes, 1_500_000, tier.Capacity);
        Assert.Equal(tier.Entries, EntryFiles().Count);
    }

    [Fact]
    public async Task ScanNotDone_Lookup_FindsEntryAndMarksAndReplacesIt()
    {
        var stored = await StoredAsync("/a", Content(100));
        await StoredAsync("/b", Content(100));
        await Store.DisposeAsync();
        using var scanning = StoppedScan.Hold(_directory.Path);
        await using var store = Open(SmallCapacity);
        var found = Assert.Single(await store.FindAsync(stored.Key, Token));
        Assert.Equal(stored.Id, found.Id);
        Assert.False(store.Scanned.IsCompleted);
        Assert.Equal(1, await store.PurgeAsync(new PurgeScope.OfKey(Key("/b")), PurgeMode.Soft, Token));
        Assert.True(Assert.Single(await store.FindAsync(Key("/b"), Token)).MarkedStale);
        scanning.Dispose();
        await store.Scanned;
        Assert.Equal(2, store.Statistics[0].Entries);
    }

    [Fact]
    public async Task LeftoversAndAlienFiles_Restarted_AreRemovedAndNothingElse()
    {
        await StoredAsync("/a");
        var entry = Assert.Single(EntryFiles());
        var leftover = Path.Combine(_directory.Path, "temporary", "0123456789abcdef-1");
        var alien = Path.Combine(Path.GetDirectoryName(entry)!, "notes.txt");
        var elsewhere = Path.Combine(_directory.Path, "entries", "3f", Path.GetFileName(entry));
        var foreign = Path.Combine(_directory.Path, "notes.txt");
        foreach (var path in new[] { leftover, alien, elsewhere, foreign })
        {
            File.Copy(entry, path);
        }

        await RemakeAsync(SmallCapacity);
        Assert.Equal([entry], EntryFiles());
        Assert.False(File.Exists(leftover));
        Assert.True(File.Exists(foreign));
        Assert.NotNull(await FindOneAsync(Key("/a")));
    }

    [Fact]
    public async Task EntriesFile_UnderAnotherEntrysName_IsAMissAndRemoved()
    {
        await StoredAsync("/a", Text("a"));
        var first = Assert.Single(EntryFiles());
        await StoredAsync("/b", Text("b"));
        var second = EntryFiles().Single(file => !string.Equals(file, first, StringComparison.Ordinal));
        File.Copy(first, second, overwrite: true);
        Assert.Null(await FindOneAsync(Key("/b")));
        Assert.Equal([first], EntryFiles());
        Assert.Equal(1, Observer.Count("discarded disk Format"));
    }

    [Fact]
    public async Task OtherRevisionOfTheFormat_Lookup_IsAMissAndRemoved()
    {
        await StoredAsync("/a");
        var file = Assert.Single(EntryFiles());
        var bytes = await File.ReadAllBytesAsync(file, Token);
        bytes[8]++;
        await File.WriteAllBytesAsync(file, bytes, Token);
        Assert.Null(await FindOneAsync(Key("/a")));
        Assert.Empty(EntryFiles());
    }

    [Fact]
    public void Directory_Made_IsForItsOwnerOnly()
    {
        if (OperatingSystem.IsWindows())
        {
            Assert.Skip("Access lists protect a Windows profile.");
            return;
        }

        foreach (var directory in Directory.EnumerateDirectories(_directory.Path, "*", SearchOption.AllDirectories))
        {
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(directory));
        }
    }

    [Fact]
    public async Task FilesOnDisk_Sizes_AreWithinWhatTheStoreCounts()
    {
        await RemakeAsync(SmallCapacity);
        for (var i = 0; i < 1000; i++)
        {
            await StoredAsync("/" + i, Content((i % 40) * 1000));
        }

        var apparent = EntryFiles().Sum(file => new FileInfo(file).Length);
        var tier = Store.Statistics[0];
        Assert.Equal(tier.Entries, EntryFiles().Count);
        Assert.InRange(apparent, tier.Bytes - (tier.Entries * 4200), tier.Bytes);
    }

    private DiskStore Open(long capacity) => DiskStore.Open(new DiskStoreOptions(_directory.Path, capacity), Clock, Observer);

    private List<string> EntryFiles() =>
        [.. Directory.EnumerateFiles(Path.Combine(_directory.Path, "entries"), "*", SearchOption.AllDirectories)];
}
