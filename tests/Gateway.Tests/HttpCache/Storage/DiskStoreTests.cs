using Gateway.HttpCache.Storage;
using Gateway.HttpCache.Storage.OnDisk;

namespace Gateway.Tests.HttpCache.Storage;

public sealed class DiskStoreTests : CacheStoreContract
{
    private readonly TemporaryDirectory _directory = new();

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        _directory.Dispose();
    }

    // Its folders take 256 KiB, which is much of 8 MiB.
    protected override double ExpectedFill => 0.95;

    protected override async ValueTask<ICacheStore> MakeAsync(long capacity)
    {
        var store = DiskStore.Open(new DiskStoreOptions(_directory.Path, capacity), Clock, Observer);
        await store.Scanned;
        return store;
    }
}
