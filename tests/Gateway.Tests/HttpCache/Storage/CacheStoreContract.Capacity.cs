using Gateway.HttpCache.Storage;
using Xunit;

namespace Gateway.Tests.HttpCache.Storage;

public abstract partial class CacheStoreContract
{
    protected const long SmallCapacity = 8 * 1024 * 1024;

    /// <summary>What share of a small capacity a store fills when more is offered than fits.</summary>
    protected virtual double ExpectedFill => 0.98;

    [Fact]
    public async Task MoreStoredThanFits_Capacity_IsKeptAndUsed()
    {
        await RemakeAsync(SmallCapacity);
        for (var i = 0; i < 1500; i++)
        {
            Assert.NotNull(await StoreAsync(Draft(Key("/" + i)), Content(10_000 + i)));
            Assert.All(Store.Statistics, tier => Assert.True(tier.Bytes <= tier.Capacity, $"{tier}"));
        }

        var tier = Store.Statistics[^1];
        Assert.True(tier.Bytes > tier.Capacity * ExpectedFill, $"{tier}");
        Assert.Equal(1500, tier.Entries + tier.Evictions);
        Assert.Equal(tier.Evictions, Observer.Count($"evicted {tier.Tier} Room"));
    }

    [Fact]
    public async Task BodiesOnTheirWay_Capacity_CountsThem()
    {
        await RemakeAsync(SmallCapacity);
        var writers = new List<IEntryWriter>();
        for (var i = 0; i < 10; i++)
        {
            var writer = (await Store.CreateAsync(Draft(Key("/" + i)), Token))!;
            _ = writer.OpenReader();
            writers.Add(writer);
            await writer.WriteAsync(Content(1024 * 1024), Token);
            Assert.All(Store.Statistics, tier => Assert.True(tier.Bytes <= tier.Capacity, $"{tier}"));
        }

        Assert.Contains(writers, writer => !writer.Storable);
        Assert.Contains(writers, writer => writer.Storable);
        foreach (var writer in writers)
        {
            await writer.DisposeAsync();
        }

        Assert.All(Store.Statistics, tier => Assert.Equal(0, tier.Bytes));
    }

    [Fact]
    public async Task EntryLargerThanTheStore_Created_IsRefusedAndNothingIsEvicted()
    {
        await RemakeAsync(SmallCapacity);
        await StoredAsync("/a");
        Assert.Null(await Store.CreateAsync(Draft(Key("/b"), SmallCapacity + 1), Token));
        Assert.NotNull(await FindOneAsync(Key("/a")));
    }

    [Fact]
    public async Task HotEntriesAndALongScan_HotEntries_Survive()
    {
        await RemakeAsync(SmallCapacity);
        for (var i = 0; i < 200; i++)
        {
            await StoredAsync("/hot/" + i, Content(10_000));
        }

        for (var round = 0; round < 3; round++)
        {
            await HitAsync("/hot/", 200);
        }

        for (var i = 0; i < 5000; i++)
        {
            await StoredAsync("/scan/" + i, Content(10_000));
        }

        var survivors = 0;
        for (var i = 0; i < 200; i++)
        {
            survivors += await FindOneAsync(Key("/hot/" + i)) is null ? 0 : 1;
        }

        Assert.True(survivors >= 195, $"{survivors} of 200 hot entries survived a scan of six times the capacity");
    }

    [Fact]
    public async Task ManyAtOnce_StoreFindPurgeAndEvict_NeverGivesAWrongBody()
    {
        await RemakeAsync(SmallCapacity);
        await Task.WhenAll(Enumerable.Range(0, 8).Select(worker => Task.Run(() => ChurnAsync(worker))));
        Assert.All(Store.Statistics, tier => Assert.True(tier.Bytes <= tier.Capacity, $"{tier}"));
        await Store.PurgeAsync(new PurgeScope.Everything(), PurgeMode.Hard, Token);
        Assert.All(Store.Statistics, tier => Assert.Equal((0, 0), (tier.Entries, tier.Bytes)));
    }

    private async Task HitAsync(string prefix, int count)
    {
        for (var i = 0; i < count; i++)
        {
            Assert.NotNull(await ReadAsync((await FindOneAsync(Key(prefix + i)))!));
        }
    }

    private async Task ChurnAsync(int worker)
    {
        var random = new Random(worker);
        for (var i = 0; i < 400; i++)
        {
            var number = random.Next(60);
            var key = Key("/" + number);
            switch (random.Next(8))
            {
                case 0 or 1 or 2:
                    await StoreAsync(Draft(key), Content((number * 3000) + 1, number));
                    break;
                case 3:
                    await Store.PurgeAsync(new PurgeScope.OfKey(key), (PurgeMode)random.Next(2), Token);
                    break;
                default:
                    await CheckAsync(key, number, update: random.Next(3) == 0);
                    break;
            }
        }
    }

    private async Task CheckAsync(Gateway.HttpCache.CacheKey key, int number, bool update)
    {
        foreach (var response in await Store.FindAsync(key, Token))
        {
            if (update)
            {
                await Store.UpdateAsync(response, response.Head, Token);
            }

            if (await ReadAsync(response) is { } read)
            {
                Assert.Equal(Content((number * 3000) + 1, number), read);
            }
        }
    }
}
