using System.Diagnostics;
using System.IO.Pipelines;
using Gateway.HttpCache.Storage;
using Gateway.HttpCache.Storage.OnDisk;
using Gateway.StoreTorture;
using Gateway.TestKit;

namespace Gateway.IntegrationTests.HttpCache;

public sealed class KillLoopTests
{
    private const int Kills = 100;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task KilledUnderLoadAHundredTimes_EveryEntry_IsBitExactOrAMiss()
    {
        using var folder = new TempFolder();
        var random = new Random(1);
        var exact = 0;
        for (var kill = 0; kill < Kills; kill++)
        {
            await LoadAndKillAsync(folder.Path, kill, TimeSpan.FromMilliseconds(random.Next(20, 200)));
            await using var store = DiskStore.Open(new DiskStoreOptions(folder.Path, 64 * 1024 * 1024), TimeProvider.System);
            for (var number = 0; number < Sample.Keys; number++)
            {
                exact += await CheckAsync(store, number);
            }
        }

        Assert.True(exact > Kills * 10, $"Only {exact} entries were there after {Kills} kills: the test shows nothing.");
        TestContext.Current.TestOutputHelper?.WriteLine($"{exact} entries were bit-exact after {Kills} kills.");
    }

    private static async Task LoadAndKillAsync(string directory, int seed, TimeSpan time)
    {
        var program = Path.Combine(AppContext.BaseDirectory, "Gateway.StoreTorture.dll");
        using var process = Process.Start(new ProcessStartInfo("dotnet", [program, "load", directory, $"{seed}"])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
        })!;
        try
        {
            Assert.Equal("ready", await process.StandardOutput.ReadLineAsync(Token));
            await Task.Delay(time, TimeProvider.System, Token);
            Assert.False(process.HasExited, "The load ended by itself.");
        }
        finally
        {
            process.Kill();
            await process.WaitForExitAsync(CancellationToken.None);
        }
    }

    private static async Task<int> CheckAsync(DiskStore store, int number)
    {
        var exact = 0;
        foreach (var response in await store.FindAsync(Sample.Key(number), Token))
        {
            await using var body = await store.OpenAsync(response, Token);
            Assert.Equal(Sample.Key(number), response.Key);
            Assert.Equal(200, response.Head.Status);
            if (body is not null && await ReadAsync(body) is { } content)
            {
                Assert.Equal(Sample.Body(number, Sample.VersionOf(response)), content);
                exact++;
            }
        }

        return exact;
    }

    private static async Task<byte[]?> ReadAsync(IEntryBody body)
    {
        using var collected = new MemoryStream();
        var writer = PipeWriter.Create(collected, new StreamPipeWriterOptions(leaveOpen: true));
        var whole = await body.CopyToAsync(writer, 0, body.Length, Token);
        await writer.CompleteAsync();
        return whole ? collected.ToArray() : null;
    }
}
