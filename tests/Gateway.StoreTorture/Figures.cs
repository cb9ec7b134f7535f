using System.Globalization;
using Gateway.HttpCache;
using Gateway.HttpCache.Storage;
using Gateway.HttpCache.Storage.Tiers;

namespace Gateway.StoreTorture;

/// <summary>Measures time and memory of a store; a line of figures each.</summary>
public static class Figures
{
    private const long MiB = 1024 * 1024;
    private const long DiskCapacity = 64L * 1024 * MiB;
    private const long MemoryCapacity = 64 * MiB;

    /// <summary>Stores entries of one size.</summary>
    public static async Task<string> FillAsync(string directory, int count, int size)
    {
        await using var store = Open(directory);
        var body = new byte[size];
        new Random(1).NextBytes(body);
        var started = TimeProvider.System.GetTimestamp();
        for (var i = 0; i < count; i++)
        {
            await using var writer = await store.CreateAsync(Draft(i, size), CancellationToken.None);
            await writer!.WriteAsync(body, CancellationToken.None);
            await writer.CommitAsync(CancellationToken.None);
        }

        return string.Create(
            CultureInfo.InvariantCulture,
            $"filled {count} in {Seconds(started):0.0} s; resident {Resident() / MiB} MiB; {store.Statistics[1]}");
    }

    /// <summary>Opens a store over what is there, looks entries up at once, then waits for the scan.</summary>
    public static async Task<string> StartAsync(string directory, int count)
    {
        var before = Resident();
        var started = TimeProvider.System.GetTimestamp();
        await using var store = Open(directory);
        var opened = Seconds(started);
        var found = 0;
        for (var i = 0; i < 100; i++)
        {
            found += (await store.FindAsync(Key(i * (count / 100)), CancellationToken.None)).Count;
        }

        var lookedUp = Seconds(started);
        var during = !store.Scanned.IsCompleted;
        await store.Scanned;
        return string.Create(
            CultureInfo.InvariantCulture,
            $"opened after {opened * 1000:0} ms; 100 lookups done after {lookedUp * 1000:0} ms ({found} found, scan running: {during}); "
            + $"scan done after {Seconds(started):0.00} s; {store.Statistics[1].Entries} entries; "
            + $"resident {Resident() / MiB} MiB, before {before / MiB} MiB; "
            + $"managed heap {GC.GetTotalMemory(forceFullCollection: true) / MiB} MiB");
    }

    /// <summary>Finds and opens one small hot entry again and again.</summary>
    public static async Task<string> HitsAsync(string directory, int count)
    {
        await using var store = Open(directory);
        await using (var writer = await store.CreateAsync(Draft(0, 1024), CancellationToken.None))
        {
            await writer!.WriteAsync(new byte[1024], CancellationToken.None);
            await writer.CommitAsync(CancellationToken.None);
        }

        var bytes = 0L;
        var (started, allocated) = (0L, 0L);
        for (var i = -count; i < count; i++)
        {
            if (i == 0)
            {
                (started, allocated) = (TimeProvider.System.GetTimestamp(), GC.GetAllocatedBytesForCurrentThread());
            }

            var found = await store.FindAsync(Key(0), CancellationToken.None);
            var body = await store.OpenAsync(found[0], CancellationToken.None);
            bytes += body!.Memory!.Value.Length;
        }

        var allocatedByKeys = (GC.GetAllocatedBytesForCurrentThread() - allocated) / count;
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{Seconds(started) * 1e9 / count:0} ns a hit, its key made anew ({allocatedByKeys} bytes); {bytes / 1024} entries of 1 KiB");
    }

    /// <summary>Passes one body through, with a reader at its edge and one that starts late, and reads it back from disk.</summary>
    public static async Task<string> LargeAsync(string directory, long length)
    {
        await using var store = Open(directory);
        var block = new byte[64 * 1024];
        new Random(1).NextBytes(block);
        await WriteAsync(store, 0, block, 16 * MiB);
        var before = Resident();
        using var peak = new PeakMemory(TimeProvider.System);
        var started = TimeProvider.System.GetTimestamp();
        var stored = await WriteAsync(store, 1, block, length);
        var written = Seconds(started);
        await using var body = await store.OpenAsync(stored!, CancellationToken.None);
        var sink = new CountingPipe();
        var whole = await body!.CopyToAsync(sink.Writer, 0, length, CancellationToken.None);
        await sink.Writer.CompleteAsync();
        var read = await sink.Counted;
        var total = Seconds(started);
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{length / MiB} MiB: written in {written:0.0} s with two readers, read back {read / MiB} MiB in {total - written:0.0} s, "
            + $"whole: {whole}; resident grew by {(peak.Highest - before) / MiB} MiB at most");
    }

    private static TieredStore Open(string directory) =>
        TieredStore.Open(new TieredStoreOptions(directory, DiskCapacity, MemoryCapacity), TimeProvider.System);

    private static CacheKey Key(int number)
    {
        var target = string.Create(CultureInfo.InvariantCulture, $"/private-module/npm/@corp%2fpackage-{number}");
        return new CacheKey("prod", "npm", "https://modules.example.com", target, []);
    }

    private static EntryDraft Draft(int number, long? length)
    {
        var now = TimeProvider.System.GetUtcNow();
        var fields = FieldList.Of(
            ("Content-Type", "application/json; charset=utf-8"), ("ETag", $"\"{number:x16}\""), ("Cache-Control", "public, max-age=300"),
            ("Date", now.ToString("R", CultureInfo.InvariantCulture)), ("Vary", "Accept-Encoding"), ("Content-Length", $"{length}"));
        return new EntryDraft(
            Key(number), new ResponseHead(200, fields, now, now), [new SelectingField("accept-encoding", "gzip")],
            [$"npm:@corp/package-{number}"], length, long.MaxValue);
    }

    private static async Task<StoredResponse?> WriteAsync(TieredStore store, int number, byte[] block, long length)
    {
        await using var writer = await store.CreateAsync(Draft(number, null), CancellationToken.None);
        var edge = DrainAsync(writer!.OpenReader()!);
        Task<long>? late = null;
        for (var at = 0L; at < length; at += block.Length)
        {
            await writer.WriteAsync(block, CancellationToken.None);
            if (late is null && at > length / 2)
            {
                late = DrainAsync(writer.OpenReader()!);
            }
        }

        var stored = await writer.CommitAsync(CancellationToken.None);
        var (first, second) = (await edge, await late!);
        return first == length && second == length
            ? stored
            : throw new InvalidOperationException($"Readers got {first} and {second} of {length} bytes.");
    }

    private static async Task<long> DrainAsync(IGrowingBody reader)
    {
        await using (reader)
        {
            var buffer = new byte[16 * 1024];
            var total = 0L;
            int read;
            while ((read = await reader.ReadAsync(buffer, CancellationToken.None)) > 0)
            {
                total += read;
            }

            return total;
        }
    }

    private static double Seconds(long started) => TimeProvider.System.GetElapsedTime(started).TotalSeconds;

    private static long Resident() => Environment.WorkingSet;
}
