using Gateway.HttpCache;
using Gateway.HttpCache.Storage;
using Xunit;

namespace Gateway.Tests.HttpCache.Storage;

public abstract partial class CacheStoreContract
{
    public static TheoryData<PurgeScope, string[]> Scopes => new()
    {
        { new PurgeScope.OfKey(Key("/npm/a")), ["/npm/a"] },
        { new PurgeScope.OfPrefix("dev", "npm", "/npm/a"), ["/npm/a", "/npm/ab"] },
        { new PurgeScope.OfPrefix(null, null, "/npm/a"), ["/npm/a", "/npm/ab", "/npm/a (test)"] },
        { new PurgeScope.OfPrefix("dev", null, ""), ["/npm/a", "/npm/ab", "/npm/b", "/go/a"] },
        { new PurgeScope.OfPrefix(null, "go", ""), ["/go/a"] },
        { new PurgeScope.OfTag("red"), ["/npm/ab", "/npm/b", "/npm/a (test)"] },
        { new PurgeScope.OfTag("red", "dev"), ["/npm/ab", "/npm/b"] },
        { new PurgeScope.OfTag("Red"), [] },
        { new PurgeScope.Everything(), ["/npm/a", "/npm/ab", "/npm/b", "/go/a", "/npm/a (test)"] },
    };

    private static readonly (CacheKey Key, string Name, string[] Tags)[] Purgeable =
    [
        (Key("/npm/a"), "/npm/a", []),
        (Key("/npm/ab"), "/npm/ab", ["blue", "red"]),
        (Key("/npm/b"), "/npm/b", ["red"]),
        (Key("/go/a", "dev", "go"), "/go/a", ["green"]),
        (Key("/npm/a", "test"), "/npm/a (test)", ["red"]),
    ];

    [Theory]
    [MemberData(nameof(Scopes))]
    public async Task ScopePurgedHard_ItsEntries_AreGone(PurgeScope scope, string[] covered)
    {
        await StorePurgeableAsync();
        Assert.Equal(covered.Length, await Store.PurgeAsync(scope, PurgeMode.Hard, Token));
        foreach (var (key, name, _) in Purgeable)
        {
            Assert.Equal(covered.Contains(name), await FindOneAsync(key) is null);
        }
    }

    [Theory]
    [MemberData(nameof(Scopes))]
    public async Task ScopePurgedSoft_ItsEntries_AreMarkedStale(PurgeScope scope, string[] covered)
    {
        await StorePurgeableAsync();
        Assert.Equal(covered.Length, await Store.PurgeAsync(scope, PurgeMode.Soft, Token));
        foreach (var (key, name, _) in Purgeable)
        {
            var found = await FindOneAsync(key);
            Assert.Equal(covered.Contains(name), found!.MarkedStale);
            Assert.Equal(Text(name), await ReadAsync(found));
        }
    }

    [Fact]
    public async Task KeyWithVariants_Purged_AllVariantsAreGone()
    {
        await StoreAsync(Draft(Key("/a"), variant: "a"), Text("a"));
        await StoreAsync(Draft(Key("/a"), variant: "b"), Text("b"));
        Assert.Equal(2, await Store.PurgeAsync(new PurgeScope.OfKey(Key("/a")), PurgeMode.Hard, Token));
        Assert.Empty(await Store.FindAsync(Key("/a"), Token));
    }

    [Fact]
    public async Task MarkedStale_HeadUpdated_MarkIsCleared()
    {
        await StoredAsync("/a");
        await Store.PurgeAsync(new PurgeScope.Everything(), PurgeMode.Soft, Token);
        var found = await FindOneAsync(Key("/a"));
        Assert.False((await Store.UpdateAsync(found!, found!.Head, Token))!.MarkedStale);
        Assert.False((await FindOneAsync(Key("/a")))!.MarkedStale);
    }

    [Fact]
    public async Task SoftPurgeDuringValidation_HeadUpdated_MarkStays()
    {
        var stored = await StoredAsync("/a");
        var mark = Store.Mark;
        await Store.PurgeAsync(new PurgeScope.OfKey(stored.Key), PurgeMode.Soft, Token);
        Assert.True((await Store.UpdateAsync(stored, stored.Head, mark, Token))!.MarkedStale);
        Assert.True((await FindOneAsync(Key("/a")))!.MarkedStale);
    }

    [Theory]
    [InlineData(PurgeMode.Soft, 10)]
    [InlineData(PurgeMode.Hard, 10)]
    [InlineData(PurgeMode.Soft, 200_000)]
    [InlineData(PurgeMode.Hard, 200_000)]
    public async Task PurgeWhileBodyArrives_Committed_PurgeIsNotLost(PurgeMode mode, int length)
    {
        await using var writer = await Store.CreateAsync(Draft(Key("/a")), Token);
        var reader = writer!.OpenReader()!;
        await writer.WriteAsync(Content(length), Token);
        Assert.Null(writer.Purged);
        Assert.Equal(1, await Store.PurgeAsync(new PurgeScope.OfPrefix("dev", "npm", "/"), mode, Token));
        Assert.Equal(mode, writer.Purged);
        var committed = await writer.CommitAsync(Token);
        Assert.Equal(mode == PurgeMode.Soft, committed is { MarkedStale: true });
        Assert.Equal(mode == PurgeMode.Soft, await FindOneAsync(Key("/a")) is { MarkedStale: true });
        Assert.Equal(length, (await DrainAsync(reader, 0)).Length);
    }

    [Theory]
    [InlineData(PurgeMode.Soft)]
    [InlineData(PurgeMode.Hard)]
    public async Task PurgeBetweenRequestAndResponseHead_Committed_PurgeIsNotLost(PurgeMode mode)
    {
        var mark = Store.Mark;
        await Store.PurgeAsync(new PurgeScope.OfTag("red"), mode, Token);
        await StoreAsync(Draft(Key("/a"), tags: "red") with { Since = mark }, Text("x"));
        await StoreAsync(Draft(Key("/b"), tags: "blue") with { Since = mark }, Text("x"));
        await StoreAsync(Draft(Key("/c"), tags: "red") with { Since = Store.Mark }, Text("x"));
        Assert.Equal(mode == PurgeMode.Soft, await FindOneAsync(Key("/a")) is { MarkedStale: true });
        Assert.True(await FindOneAsync(Key("/b")) is { MarkedStale: false });
        Assert.True(await FindOneAsync(Key("/c")) is { MarkedStale: false });
    }

    [Fact]
    public async Task EverythingPurgedHard_Statistics_ShowAnEmptyStore()
    {
        await StorePurgeableAsync();
        await StoredAsync("/big", Content(1_000_000));
        await Store.PurgeAsync(new PurgeScope.Everything(), PurgeMode.Hard, Token);
        Assert.All(Store.Statistics, tier => Assert.Equal((0, 0), (tier.Entries, tier.Bytes)));
    }

    private async Task StorePurgeableAsync()
    {
        foreach (var (key, name, tags) in Purgeable)
        {
            Assert.NotNull(await StoreAsync(Draft(key, tags: tags), Text(name)));
        }
    }
}
