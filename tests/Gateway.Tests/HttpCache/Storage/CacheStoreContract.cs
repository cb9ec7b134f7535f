using System.Buffers;
using System.Collections.Immutable;
using System.IO.Pipelines;
using System.Text;
using Gateway.HttpCache;
using Gateway.HttpCache.Storage;
using Gateway.TestKit;
using Xunit;

namespace Gateway.Tests.HttpCache.Storage;

/// <summary>
/// What every store must do. A store passes by deriving from this class; the parts of the suite lie in files of their own.
/// </summary>
public abstract partial class CacheStoreContract : IAsyncLifetime
{
    private const long DefaultCapacity = 64 * 1024 * 1024;

    protected ManualClock Clock { get; } = new();

    protected RecordingObserver Observer { get; } = new();

    protected ICacheStore Store { get; private set; } = null!;

    protected static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => Store = await MakeAsync(DefaultCapacity);

    public virtual async ValueTask DisposeAsync()
    {
        await Store.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    /// <summary>Makes an empty store; a second call within one test replaces the first store.</summary>
    protected abstract ValueTask<ICacheStore> MakeAsync(long capacity);

    protected async ValueTask RemakeAsync(long capacity)
    {
        await Store.DisposeAsync();
        Store = await MakeAsync(capacity);
    }

    protected static CacheKey Key(string target, string environment = "dev", string repository = "npm") =>
        new(environment, repository, "https://modules.example.com", target, []);

    protected EntryDraft Draft(CacheKey key, long? length = null, string? variant = null, params string[] tags)
    {
        var head = new ResponseHead(
            200, FieldList.Of(("Content-Type", "application/json"), ("ETag", "\"1\"")), Clock.GetUtcNow(), Clock.GetUtcNow());
        ImmutableArray<SelectingField> selecting = variant is null ? [] : [new SelectingField("accept", variant)];
        return new EntryDraft(key, head, selecting, [.. tags], length, DefaultCapacity);
    }

    protected async Task<StoredResponse?> StoreAsync(EntryDraft draft, byte[] content)
    {
        await using var writer = await Store.CreateAsync(draft, Token);
        return writer is not null && await writer.WriteAsync(content, Token) ? await writer.CommitAsync(Token) : null;
    }

    protected async Task<StoredResponse> StoredAsync(string target, byte[]? content = null) =>
        Assert.IsType<StoredResponse>(await StoreAsync(Draft(Key(target)), content ?? Content(100)));

    protected async Task<StoredResponse?> FindOneAsync(CacheKey key)
    {
        var found = await Store.FindAsync(key, Token);
        Assert.True(found.Count <= 1, $"{found.Count} variants where one was expected");
        return found.Count == 0 ? null : found[0];
    }

    protected async Task<byte[]?> ReadAsync(StoredResponse response, long offset = 0, long? length = null)
    {
        await using var body = await Store.OpenAsync(response, Token);
        return body is null ? null : await CopyAsync(body, offset, length ?? body.Length - offset);
    }

    protected static async Task<byte[]?> CopyAsync(IEntryBody body, long offset, long length)
    {
        var pipe = new Pipe();
        var reading = CollectAsync(pipe.Reader);
        var whole = await body.CopyToAsync(pipe.Writer, offset, length, Token);
        await pipe.Writer.CompleteAsync();
        var bytes = await reading;
        return whole ? bytes : null;
    }

    protected static byte[] Content(int length, int seed = 1)
    {
        var content = new byte[length];
        new Random(seed).NextBytes(content);
        return content;
    }

    protected static byte[] Text(string text) => Encoding.UTF8.GetBytes(text);

    private static async Task<byte[]> CollectAsync(PipeReader reader)
    {
        var collected = new ArrayBufferWriter<byte>();
        while (true)
        {
            var result = await reader.ReadAsync(Token);
            foreach (var part in result.Buffer)
            {
                collected.Write(part.Span);
            }

            reader.AdvanceTo(result.Buffer.End);
            if (result.IsCompleted)
            {
                return collected.WrittenSpan.ToArray();
            }
        }
    }
}
