using Gateway.HttpCache;
using Gateway.HttpCache.Storage;
using Gateway.HttpCache.Storage.InMemory;
using Xunit;

namespace Gateway.Tests.HttpCache.Storage;

public sealed class MemoryStoreTests : CacheStoreContract
{
    protected override ValueTask<ICacheStore> MakeAsync(long capacity) =>
        new(new MemoryStore(new MemoryStoreOptions(capacity), Clock, Observer));

    [Fact]
    public async Task Hit_LookupAndOpen_CompleteAtOnceWithoutAllocation()
    {
        var stored = await StoredAsync("/a");
        _ = Hit(stored);
        var before = GC.GetAllocatedBytesForCurrentThread();
        var hits = 0;
        for (var i = 0; i < 1000; i++)
        {
            hits += Hit(stored);
        }

        Assert.Equal(1000, hits);
        // The runtime's own tiering may allocate a few hundred bytes once on the way; a hit does not.
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1000);
    }

    [Fact]
    public async Task Body_Opened_LiesInMemoryInOnePiece()
    {
        var content = Content(100_000);
        var stored = await StoredAsync("/a", content);
        await using var body = await Store.OpenAsync(stored, Token);
        Assert.Equal(content, body!.Memory!.Value.ToArray());
    }

    private int Hit(StoredResponse stored)
    {
        var finding = Store.FindAsync(stored.Key, CancellationToken.None);
        var opening = finding.IsCompletedSuccessfully
            ? Store.OpenAsync(finding.GetAwaiter().GetResult()[0], CancellationToken.None)
            : throw new InvalidOperationException("The lookup did not complete at once.");
        return opening.IsCompletedSuccessfully && opening.GetAwaiter().GetResult() is { Memory.Length: 100 } ? 1 : 0;
    }
}
