using System.Globalization;
using Gateway.HttpCache.Storage;
using Gateway.HttpCache.Storage.Tiers;

namespace Gateway.StoreTorture;

/// <summary>Everything that changes a store, at once and without end.</summary>
internal static class Load
{
    private const int Workers = 4;

    // Less than all bodies together take: entries are evicted all the time.
    private const long DiskCapacity = 3 * 1024 * 1024;
    private const long MemoryCapacity = 512 * 1024;

    public static async Task RunAsync(string directory, int seed)
    {
        var store = TieredStore.Open(new TieredStoreOptions(directory, DiskCapacity, MemoryCapacity), TimeProvider.System);
        var workers = Enumerable.Range(seed * Workers, Workers).Select(worker => Task.Run(() => WorkAsync(store, new Random(worker))));
        await Console.Out.WriteLineAsync("ready");
        await Task.WhenAll(workers);
    }

    private static async Task WorkAsync(TieredStore store, Random random)
    {
        while (true)
        {
            var number = random.Next(Sample.Keys);
            switch (random.Next(10))
            {
                case < 6:
                    await WriteAsync(store, number, random);
                    break;
                case < 9:
                    await UpdateAsync(store, number, random);
                    break;
                default:
                    var scope = random.Next(10) == 0
                        ? (PurgeScope)new PurgeScope.OfTag("tag-" + random.Next(5).ToString(CultureInfo.InvariantCulture))
                        : new PurgeScope.OfKey(Sample.Key(number));
                    await store.PurgeAsync(scope, (PurgeMode)random.Next(2), CancellationToken.None);
                    break;
            }
        }
    }

    private static async Task WriteAsync(TieredStore store, int number, Random random)
    {
        var version = random.Next();
        ReadOnlyMemory<byte> body = Sample.Body(number, version);
        var draft = Sample.Draft(number, version, TimeProvider.System.GetUtcNow());
        await using var writer = await store.CreateAsync(draft, CancellationToken.None);
        while (writer is not null && !body.IsEmpty)
        {
            var step = body[..Math.Min(body.Length, 1 + random.Next(30_000))];
            await writer.WriteAsync(step, CancellationToken.None);
            body = body[step.Length..];
        }

        if (writer is not null && random.Next(10) > 0)
        {
            await writer.CommitAsync(CancellationToken.None);
        }
    }

    private static async Task UpdateAsync(ICacheStore store, int number, Random random)
    {
        foreach (var response in await store.FindAsync(Sample.Key(number), CancellationToken.None))
        {
            var padding = random.Next(5) == 0 ? random.Next(6000) : random.Next(100);
            var head = Sample.Head(Sample.VersionOf(response), TimeProvider.System.GetUtcNow(), padding);
            await store.UpdateAsync(response, head, CancellationToken.None);
        }
    }
}
