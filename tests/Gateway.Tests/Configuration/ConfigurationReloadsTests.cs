using System.Collections.Concurrent;
using System.Diagnostics;
using Gateway.Configuration;
using Gateway.Configuration.Rules;
using Gateway.Configuration.Sources;
using Gateway.TestKit;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace Gateway.Tests.Configuration;

/// <summary>Real files, a real watcher, and a clock moved by hand.</summary>
public sealed class ConfigurationReloadsTests : IDisposable
{
    private readonly TempFolder _folder = new();
    private readonly ManualClock _clock = new();
    private readonly ConcurrentQueue<ConfigurationReading> _readings = new();
    private ConfigurationReloads? _reloads;

    public void Dispose()
    {
        _reloads?.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task FileEdited_AfterSettling_ANewReadingArrives()
    {
        var file = _folder.Write("a.json", Size("1GiB"));
        Start(file);

        await File.WriteAllTextAsync(file, Size("2GiB"), TestContext.Current.CancellationToken);

        Assert.Equal("2GiB", await NextSizeAsync());
    }

    [Fact]
    public async Task FileRenamedOverTheOld_AfterSettling_ANewReadingArrives()
    {
        var file = _folder.Write("a.json", Size("1GiB"));
        Start(file);

        File.Move(_folder.Write("a.json.new", Size("2GiB")), file, overwrite: true);

        Assert.Equal("2GiB", await NextSizeAsync());
    }

    [Fact]
    public async Task FolderOfLinksSwappedAsKubernetesDoes_EveryTime_ANewReadingArrives()
    {
        _folder.Write("..1/a.json", Size("1GiB"));
        _folder.Write("..2/a.json", Size("2GiB"));
        _folder.Write("..3/a.json", Size("3GiB"));
        Directory.CreateSymbolicLink(_folder["..data"], "..1");
        var file = File.CreateSymbolicLink(_folder["a.json"], Path.Combine("..data", "a.json")).FullName;
        Start(file);

        Swap("..2");
        Assert.Equal("2GiB", await NextSizeAsync());

        Swap("..3");
        Assert.Equal("3GiB", await NextSizeAsync());
    }

    [Fact]
    public async Task LinkToAFileElsewhere_FileEditedThere_ANewReadingArrives()
    {
        var target = _folder.Write("elsewhere/real.json", Size("1GiB"));
        _folder.Folder("here");
        var file = File.CreateSymbolicLink(_folder["here/a.json"], target).FullName;
        Start(file);

        await File.WriteAllTextAsync(target, Size("2GiB"), TestContext.Current.CancellationToken);

        Assert.Equal("2GiB", await NextSizeAsync());
    }

    [Fact]
    public async Task FolderItselfALink_Swapped_ANewReadingArrives()
    {
        _folder.Write("one/a.json", Size("1GiB"));
        _folder.Write("two/a.json", Size("2GiB"));
        Directory.CreateSymbolicLink(_folder["current"], "one");
        Start(_folder["current/a.json"]);

        Directory.CreateSymbolicLink(_folder["next"], "two");
        Rename(_folder["next"], _folder["current"]);

        Assert.Equal("2GiB", await NextSizeAsync());
    }

    [Fact]
    public async Task FileBroken_ThenMended_TheFaultArrivesAndThenTheGoodReading()
    {
        var file = _folder.Write("a.json", Size("1GiB"));
        Start(file);

        await File.WriteAllTextAsync(file, "{ \"Gateway\": ", TestContext.Current.CancellationToken);
        var faulty = Assert.IsType<ConfigurationReading.Faulty>(await NextAsync());
        Assert.Contains("line 1", Assert.Single(faulty.Faults).Message, StringComparison.Ordinal);

        await File.WriteAllTextAsync(file, Size("2GiB"), TestContext.Current.CancellationToken);
        Assert.Equal("2GiB", await NextSizeAsync());
    }

    [Fact]
    public async Task FileRemoved_AfterSettling_IsAFault()
    {
        var file = _folder.Write("a.json", Size("1GiB"));
        Start(file);

        File.Delete(file);

        var faulty = Assert.IsType<ConfigurationReading.Faulty>(await NextAsync());
        Assert.Contains("There is no such file", Assert.Single(faulty.Faults).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task SameContentWrittenAgain_RoutineCheck_HandsNothingOn()
    {
        var file = _folder.Write("a.json", Size("1GiB"));
        Start(file);

        await File.WriteAllTextAsync(file, Size("1GiB"), TestContext.Current.CancellationToken);
        for (var i = 0; i < 4; i++)
        {
            _clock.Advance(ConfigurationReloads.RoutineCheck);
        }

        Assert.Empty(_readings);
    }

    [Fact]
    public async Task ReceiverFails_NextChange_StillArrives()
    {
        var file = _folder.Write("a.json", Size("1GiB"));
        var calls = 0;
        Start(file, reading =>
        {
            _readings.Enqueue(reading);
            return ++calls == 1 ? throw new InvalidOperationException("The first one fails.") : Task.CompletedTask;
        });

        await File.WriteAllTextAsync(file, Size("2GiB"), TestContext.Current.CancellationToken);
        Assert.Equal("2GiB", await NextSizeAsync());
        await File.WriteAllTextAsync(file, Size("3GiB"), TestContext.Current.CancellationToken);

        Assert.Equal("3GiB", await NextSizeAsync());
    }

    [Fact]
    public async Task ChangeWithoutASignal_RoutineCheck_FindsIt()
    {
        // A file in a folder that does not exist yet cannot be watched.
        var file = _folder["later/a.json"];
        Start(file);

        _folder.Write("later/a.json", Size("2GiB"));
        _clock.Advance(ConfigurationReloads.RoutineCheck);

        Assert.Equal("2GiB", await NextSizeAsync());
    }

    private static string Size(string size) => $$"""{ "Gateway": { "Cache": { "DiskSize": "{{size}}" } } }""";

    // rename(2) puts one link in the place of another in one step; .NET's own moves refuse links to folders.
    private static void Rename(string link, string over)
    {
        using var process = Process.Start("mv", ["-T", link, over]);
        process.WaitForExit();
        Assert.Equal(0, process.ExitCode);
    }

    private void Swap(string target)
    {
        File.CreateSymbolicLink(_folder["..data_tmp"], target);
        Rename(_folder["..data_tmp"], _folder["..data"]);
    }

    private void Start(string file, Func<ConfigurationReading, Task>? receive = null)
    {
        var sources = ConfigurationSources.Create([file], [], _folder.Path);
        var reader = new ConfigurationReader(ConfigurationRules.All);
        sources.Read(reader);
        _reloads = new ConfigurationReloads(sources, reader, _clock, NullLogger<ConfigurationReloads>.Instance);
        _reloads.Start(receive ?? (reading =>
        {
            _readings.Enqueue(reading);
            return Task.CompletedTask;
        }));

        // The look at the start would find what the test is about to do without any signal.
        _clock.Advance(ConfigurationReloads.Settling);
        Assert.Empty(_readings);
    }

    // Signals of the file system come when they come, so the clock goes on until one has; well below the routine check in all,
    // which would find the change without any signal.
    private async Task<ConfigurationReading> NextAsync()
    {
        ConfigurationReading? reading = null;
        var steps = 0;
        await Poll.UntilAsync(
            () =>
            {
                if (++steps < 80)
                {
                    _clock.Advance(ConfigurationReloads.Settling);
                }

                return _readings.TryDequeue(out reading);
            },
            "a reading arrives");
        return reading!;
    }

    private async Task<string> NextSizeAsync() =>
        SettingsText.LoadedFrom(await NextAsync()).Options.Cache.DiskSize.ToString();
}
