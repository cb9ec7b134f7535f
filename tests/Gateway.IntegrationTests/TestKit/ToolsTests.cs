using Gateway.TestKit;
using Gateway.TestKit.Tools;
using Microsoft.Extensions.Logging;

namespace Gateway.IntegrationTests.TestKit;

public sealed class ToolsTests
{
    [Fact]
    public async Task Tool_Run_SeesOnlyTheEnvironmentItWasGiven()
    {
        using var folder = new TempFolder();
        var command = new ToolCommand("/usr/bin/env")
        {
            WorkingFolder = folder.Path,
            Environment = new Dictionary<string, string>(StringComparer.Ordinal) { ["GIVEN"] = "yes" },
        };

        var result = (await ToolProcess.RunAsync(command)).MustSucceed();

        var lines = result.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(
            ["GIVEN", "HOME", "LANG", "PATH"],
            lines.Select(line => line.Split('=')[0]).Order(StringComparer.Ordinal),
            StringComparer.Ordinal);
    }

    [Fact]
    public async Task Tool_Failing_IsReportedWithWhatItPrinted()
    {
        using var folder = new TempFolder();
        var command = new ToolCommand("/bin/sh", "-c", "echo out; echo err >&2; exit 3") { WorkingFolder = folder.Path };

        var result = await ToolProcess.RunAsync(command);

        Assert.Equal((3, "out\n", "err\n"), (result.ExitCode, result.Output, result.Error));
        Assert.ThrowsAny<Exception>(result.MustSucceed);
    }

    [Fact]
    public async Task Tool_Disposed_IsGoneWithItsChildren()
    {
        using var folder = new TempFolder();
        var command = new ToolCommand("/bin/sh", "-c", "sleep 1000 & echo $!; wait") { WorkingFolder = folder.Path };

        var tool = ToolProcess.Start(command);
        await Poll.UntilAsync(() => tool.Output.EndsWith('\n'), "the tool told its child's id");
        var child = "/proc/" + tool.Output.Trim();
        Assert.SkipUnless(Directory.Exists("/proc/self"), "NOT TESTED: the system has no /proc to look for the child in.");
        Assert.True(Directory.Exists(child));
        await tool.DisposeAsync();

        await Poll.UntilAsync(() => !IsRunning(child), "the child has ended");
    }

    [Fact]
    public async Task LogEntry_Written_IsFoundWithItsValues()
    {
        using var logs = new LogCollector();
        using var factory = LoggerFactory.Create(builder => builder.AddProvider(logs));
        var logger = factory.CreateLogger("Some.Category");

        var waiting = logs.WaitForAsync(entry => entry.EventId.Id == 7);
        logger.Log(LogLevel.Warning, new EventId(7, "Seven"), "of seven", null, (state, _) => "sentence " + state);
        var entry = await waiting;

        Assert.Equal(("Some.Category", LogLevel.Warning, "sentence of seven"), (entry.Category, entry.Level, entry.Message));
        Assert.Null(entry["Absent"]);
    }

    /// <summary>A killed child whose parent did not wait for it stays in /proc as a zombie, with state Z.</summary>
    private static bool IsRunning(string process)
    {
        try
        {
            return !File.ReadAllText(Path.Combine(process, "stat")).Contains(") Z ", StringComparison.Ordinal);
        }
        catch (IOException)
        {
            return false;
        }
    }
}
