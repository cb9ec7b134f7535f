using System.Collections.Immutable;
using Gateway.HttpCache;
using Gateway.HttpCache.Storage;
using Xunit;

namespace Gateway.Tests.HttpCache.Storage;

public abstract partial class CacheStoreContract
{
    [Fact]
    public async Task NothingStored_Lookup_FindsNothing() => Assert.Empty(await Store.FindAsync(Key("/a"), Token));

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(4096)]
    [InlineData(65_531)]
    [InlineData(65_532)]
    [InlineData(65_533)]
    [InlineData(65_536)]
    [InlineData(1_000_000)]
    public async Task EntryOfAnyLength_ReadBack_IsTheSame(int length)
    {
        var content = Content(length);
        foreach (var announced in new long?[] { length, null })
        {
            var stored = await StoreAsync(Draft(Key("/a"), announced), content);
            var found = await FindOneAsync(Key("/a"));
            Assert.Equal(stored!.Id, found!.Id);
            Assert.Equal(length, found.BodyLength);
            Assert.Equal(content, await ReadAsync(found));
        }
    }

    [Fact]
    public async Task EntryWithEveryPart_ReadBack_HasEveryPart()
    {
        var key = new CacheKey("prod", "go", "https://x.example.com", "/m/@v/list?a=%2f&b=\u00e9", ["x-a: 1", "x-b: 2"]);
        var fields = FieldList.Of(("X-One", "1"), ("X-ONE", "two, three"), ("Empty", ""), ("Latin", "caf\u00e9"));
        var head = new ResponseHead(203, fields, Clock.GetUtcNow().AddTicks(-7), Clock.GetUtcNow());
        ImmutableArray<SelectingField> selecting = [new("accept", "a/b"), new("x-absent", null), new("x-empty", "")];
        await StoreAsync(new EntryDraft(key, head, selecting, ["t1", "t2"], null, 1000), Text("body"));
        var found = await FindOneAsync(key);
        Assert.Equal(key, found!.Key);
        Assert.Equal(203, found.Head.Status);
        Assert.Equal(fields.ToArray(), found.Head.Fields.ToArray());
        Assert.Equal((head.RequestTime, head.ResponseTime), (found.Head.RequestTime, found.Head.ResponseTime));
        Assert.Equal(selecting.AsEnumerable(), found.Selecting);
        Assert.Equal(["t1", "t2"], found.Tags);
        Assert.False(found.MarkedStale);
    }

    [Theory]
    [InlineData(0, 10)]
    [InlineData(5, 0)]
    [InlineData(65_530, 10)]
    [InlineData(65_532, 65_532)]
    [InlineData(100_000, 100_000)]
    [InlineData(199_999, 1)]
    [InlineData(200_000, 0)]
    public async Task PartOfABody_Copied_IsThatPart(int offset, int length)
    {
        var content = Content(200_000);
        var stored = await StoredAsync("/a", content);
        Assert.Equal(content[offset..(offset + length)], await ReadAsync(stored, offset, length));
    }

    [Fact]
    public async Task KeysThatDifferInOnePart_StoredBeside_DoNotMeet()
    {
        CacheKey[] keys =
        [
            Key("/a"), Key("/A"), Key("/a?"), Key("/a", "test"), Key("/a", "dev", "go"), new("dev", "npm", "", "/a", []),
            new("dev", "npm", "https://modules.example.com", "/a", ["x: 1"]),
            new("dev", "npm", "https://modules.example.com", "/a", ["x: 1", "y: 2"]),
            new("dev", "npm", "https://modules.example.com", "/a", ["x: 1y: 2"]),
        ];
        for (var i = 0; i < keys.Length; i++)
        {
            await StoreAsync(Draft(keys[i]), Text("body " + i));
        }

        for (var i = 0; i < keys.Length; i++)
        {
            Assert.Equal(Text("body " + i), await ReadAsync((await FindOneAsync(keys[i]))!));
        }
    }

    [Fact]
    public async Task Variants_Lookup_GivesAllTheYoungestFirst()
    {
        foreach (var variant in new[] { "a", "b", "c" })
        {
            await StoreAsync(Draft(Key("/a"), variant: variant), Text(variant));
            Clock.Advance(TimeSpan.FromSeconds(1));
        }

        var found = await Store.FindAsync(Key("/a"), Token);
        Assert.Equal("c, b, a", string.Join(", ", found.Select(response => response.Selecting[0].Value)));
        foreach (var response in found)
        {
            Assert.Equal(Text(response.Selecting[0].Value!), await ReadAsync(response));
        }
    }

    [Fact]
    public async Task SameSelectingFields_StoredAgain_ReplaceTheOlder()
    {
        await StoreAsync(Draft(Key("/a"), variant: "a"), Text("old"));
        var other = await StoreAsync(Draft(Key("/a"), variant: "b"), Text("other"));
        Clock.Advance(TimeSpan.FromSeconds(1));
        var stored = await StoreAsync(Draft(Key("/a"), variant: "a"), Text("new"));
        var found = await Store.FindAsync(Key("/a"), Token);
        Assert.Equal([stored!.Id, other!.Id], found.Select(response => response.Id));
        Assert.Equal(Text("new"), await ReadAsync(found[0]));
        Assert.Equal(2, Store.Statistics[^1].Entries);
    }

    [Fact]
    public async Task EntryReplacedWhileOpen_Reading_GivesTheOldBody()
    {
        var content = Content(300_000);
        var stored = await StoredAsync("/a", content);
        await using var body = await Store.OpenAsync(stored, Token);
        await StoredAsync("/a", Content(10));
        await Store.PurgeAsync(new PurgeScope.Everything(), PurgeMode.Hard, Token);
        Assert.Equal(content, await CopyAsync(body!, 0, content.Length));
        Assert.Null(await ReadAsync(stored));
    }

    [Fact]
    public async Task HeadUpdated_Lookup_GivesTheNewHeadAndTheSameBody()
    {
        var content = Content(100_000);
        var stored = await StoredAsync("/a", content);
        foreach (var length in new[] { 10, 5_000, 3, 50_000 })
        {
            var head = stored.Head with { Fields = FieldList.Of(("ETag", new string('e', length))), ResponseTime = Clock.GetUtcNow() };
            var updated = await Store.UpdateAsync(stored, head, Token);
            var found = await FindOneAsync(Key("/a"));
            Assert.Equal((stored.Id, stored.Id), (updated!.Id, found!.Id));
            Assert.Equal(head.Fields.ToArray(), found.Head.Fields.ToArray());
            Assert.Equal(content, await ReadAsync(found));
        }
    }

    [Fact]
    public async Task EntryGone_Updated_GivesNothing()
    {
        var stored = await StoredAsync("/a");
        await Store.PurgeAsync(new PurgeScope.OfKey(stored.Key), PurgeMode.Hard, Token);
        Assert.Null(await Store.UpdateAsync(stored, stored.Head, Token));
        Assert.Null(await FindOneAsync(stored.Key));
    }

    [Fact]
    public async Task MoreVariantsThanAKeyMayHave_Stored_OldestAreEvicted()
    {
        for (var i = 0; i < StoreLimits.MaxVariants + 3; i++)
        {
            await StoreAsync(Draft(Key("/a"), variant: "v" + i), Text("x"));
            Clock.Advance(TimeSpan.FromSeconds(1));
        }

        var found = await Store.FindAsync(Key("/a"), Token);
        Assert.Equal(StoreLimits.MaxVariants, found.Count);
        Assert.DoesNotContain(found, response => response.Selecting[0].Value is "v0" or "v1" or "v2");
    }

    [Fact]
    public async Task EntriesOfSeveralRepositories_Listed_AreThoseOfTheScope()
    {
        await StoreAsync(Draft(Key("/a/1")), Text("1"));
        await StoreAsync(Draft(Key("/a/2", "test")), Text("2"));
        await StoreAsync(Draft(Key("/b/3", "dev", "go")), Text("3"));
        Assert.Equal(["/a/1", "/b/3"], await TargetsAsync(new PurgeScope.OfPrefix("dev", null, "")));
        Assert.Equal(["/a/1", "/a/2"], await TargetsAsync(new PurgeScope.OfPrefix(null, "npm", "/a")));
        Assert.Equal(3, (await TargetsAsync(new PurgeScope.Everything())).Count);
    }

    private async Task<List<string>> TargetsAsync(PurgeScope scope)
    {
        var targets = new List<string>();
        await foreach (var response in Store.ListAsync(scope, Token))
        {
            targets.Add(response.Key.Target);
        }

        targets.Sort(StringComparer.Ordinal);
        return targets;
    }
}
