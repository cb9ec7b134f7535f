using Gateway.HttpCache.Storage;
using Gateway.TestKit;
using Xunit;

namespace Gateway.Tests.HttpCache.Storage;

public abstract partial class CacheStoreContract
{
    [Fact]
    public async Task BodyGrowing_Lookup_DoesNotFindIt()
    {
        await using var writer = await Store.CreateAsync(Draft(Key("/a")), Token);
        Assert.True(await writer!.WriteAsync(Content(100_000), Token));
        Assert.Null(await FindOneAsync(Key("/a")));
    }

    [Fact]
    public async Task BodyGrowing_ReaderAtTheEdge_GetsBytesBeforeTheCommit()
    {
        await using var writer = await Store.CreateAsync(Draft(Key("/a")), Token);
        await using var reader = writer!.OpenReader()!;
        var buffer = new byte[100];
        var reading = reader.ReadAsync(buffer, Token).AsTask();
        Assert.False(reading.IsCompleted);
        await writer.WriteAsync(Text("hello"), Token);
        Assert.Equal(5, await reading);
        Assert.Equal(Text("hello"), buffer[..5]);
    }

    [Theory]
    [InlineData(50, 10)]
    [InlineData(3_000_000, 20)]
    public async Task ManyReadersThatJoinAtDifferentTimes_BodyCommitted_AllGetAllOfIt(int length, int count)
    {
        var content = Content(length);
        await using var writer = await Store.CreateAsync(Draft(Key("/a")), Token);
        var readers = new List<Task<byte[]>>();
        var step = Math.Max(1, length / count);
        for (var at = 0; at < length; at += step)
        {
            readers.Add(Task.Run(() => DrainAsync(writer!.OpenReader()!, readers.Count * 37)));
            Assert.True(await writer!.WriteAsync(content.AsMemory(at, Math.Min(step, length - at)), Token));
        }

        Assert.NotNull(await writer!.CommitAsync(Token));
        readers.Add(Task.Run(() => DrainAsync(writer.OpenReader()!, 0)));
        foreach (var reader in readers)
        {
            Assert.Equal(content, await reader);
        }
    }

    [Fact]
    public async Task WriterDisposedAfterCommit_SlowReader_StillGetsTheRest()
    {
        var content = Content(500_000);
        IGrowingBody reader;
        await using (var writer = await Store.CreateAsync(Draft(Key("/a")), Token))
        {
            reader = writer!.OpenReader()!;
            await writer.WriteAsync(content, Token);
            Assert.NotNull(await writer.CommitAsync(Token));
        }

        await Store.PurgeAsync(new PurgeScope.Everything(), PurgeMode.Hard, Token);
        Assert.Equal(content, await DrainAsync(reader, 0));
    }

    [Theory]
    [InlineData(10)]
    [InlineData(200_000)]
    public async Task FetchFailsHalfWay_Readers_FailAndNothingIsStored(int length)
    {
        await using var writer = await Store.CreateAsync(Draft(Key("/a"), 2 * length), Token);
        var reader = writer!.OpenReader()!;
        await writer.WriteAsync(Content(length), Token);
        writer.Abort(new IOException("connection reset"));
        var failure = await Assert.ThrowsAsync<IOException>(() => DrainAsync(reader, 0));
        Assert.Contains("connection reset", failure.Message, StringComparison.Ordinal);
        Assert.Null(writer.OpenReader());
        Assert.Null(await writer.CommitAsync(Token));
        Assert.Null(await FindOneAsync(Key("/a")));
    }

    [Fact]
    public async Task WriterDisposedWithoutCommit_Readers_Fail()
    {
        var writer = await Store.CreateAsync(Draft(Key("/a")), Token);
        var reader = writer!.OpenReader()!;
        await writer.WriteAsync(Content(10), Token);
        await writer.DisposeAsync();
        await Assert.ThrowsAsync<IOException>(() => DrainAsync(reader, 0));
        Assert.Null(await FindOneAsync(Key("/a")));
    }

    [Theory]
    [InlineData(99)]
    [InlineData(101)]
    public async Task BodyOfAnotherLengthThanAnnounced_Committed_IsRefused(int length)
    {
        await using var writer = await Store.CreateAsync(Draft(Key("/a"), 100), Token);
        var reader = writer!.OpenReader()!;
        await writer.WriteAsync(Content(length), Token);
        Assert.Null(await writer.CommitAsync(Token));
        await Assert.ThrowsAsync<IOException>(() => DrainAsync(reader, 0));
        Assert.Null(await FindOneAsync(Key("/a")));
    }

    [Fact]
    public async Task ReaderWaiting_Cancelled_StopsAlone()
    {
        await using var writer = await Store.CreateAsync(Draft(Key("/a")), Token);
        await using var leaving = writer!.OpenReader()!;
        await using var staying = writer.OpenReader()!;
        using var cancellation = new CancellationTokenSource();
        var waiting = leaving.ReadAsync(new byte[10], cancellation.Token).AsTask();
        var other = staying.ReadAsync(new byte[10], Token).AsTask();
        await cancellation.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
        await writer.WriteAsync(Text("x"), Token);
        Assert.Equal(1, await other);
    }

    [Fact]
    public async Task LengthAnnouncedAboveTheLimit_Created_IsRefusedAtOnce()
    {
        var draft = Draft(Key("/a"), 1001) with { MaxLength = 1000 };
        Assert.Null(await Store.CreateAsync(draft, Token));
    }

    [Fact]
    public async Task BodyOutgrowsItsLimit_PresentReaders_GetAllOfItAtTheirPace()
    {
        var content = Content(6_000_000);
        var draft = Draft(Key("/a")) with { MaxLength = 1_000_000 };
        await using var writer = await Store.CreateAsync(draft, Token);
        Task<byte[]>[] readers = [.. Enumerable.Range(0, 3).Select(i => DrainAsync(writer!.OpenReader()!, 1000 * i))];
        for (var at = 0; at < content.Length; at += 50_000)
        {
            Assert.True(await writer!.WriteAsync(content.AsMemory(at, 50_000), Token));
        }

        Assert.False(writer!.Storable);
        Assert.Null(writer.OpenReader());
        Assert.Null(await writer.CommitAsync(Token));
        foreach (var reader in readers)
        {
            Assert.Equal(content, await reader);
        }

        Assert.Null(await FindOneAsync(Key("/a")));
    }

    [Fact]
    public async Task BodyOutgrowsItsLimit_NobodyReads_FetchHasNoPurpose()
    {
        await using var writer = await Store.CreateAsync(Draft(Key("/a")) with { MaxLength = 1000 }, Token);
        Assert.True(await writer!.WriteAsync(Content(1000), Token));
        Assert.False(await writer.WriteAsync(Content(1), Token));
    }

    [Fact]
    public async Task RelayWithOneReaderThatTakesNothing_OthersWaitTenSeconds_ItIsDropped()
    {
        var content = Content(4_000_000);
        await using var writer = await Store.CreateAsync(Draft(Key("/a")) with { MaxLength = 1000 }, Token);
        var stalled = writer!.OpenReader()!;
        using var received = new MemoryStream();
        var lively = DrainAsync(writer.OpenReader()!, 0, received);
        var writing = Task.Run(async () => await writer.WriteAsync(content, Token) ? await writer.CommitAsync(Token) : null);
        var started = Clock.GetUtcNow();
        await Poll.UntilAsync(() => received.Length >= 1024 * 1024, "the window is full");
        var window = received.Length;
        await Poll.UntilAsync(
            () =>
            {
                Clock.Advance(TimeSpan.FromSeconds(received.Length == window ? 1 : 0));
                return writing.IsCompleted;
            },
            "the stalled reader is dropped and the rest has passed");
        Assert.True(Clock.GetUtcNow() - started >= TimeSpan.FromSeconds(10));
        await writing;
        Assert.Equal(content, await lively);
        await Assert.ThrowsAsync<IOException>(() => DrainAsync(stalled, 0));
    }

    protected static async Task<byte[]> DrainAsync(IGrowingBody reader, int stepSize, MemoryStream? received = null)
    {
        await using (reader)
        {
            var buffer = new byte[stepSize == 0 ? 10_000 : stepSize];
            var collected = received ?? new MemoryStream();
            int read;
            while ((read = await reader.ReadAsync(buffer, Token)) > 0)
            {
                collected.Write(buffer, 0, read);
            }

            return collected.ToArray();
        }
    }
}
