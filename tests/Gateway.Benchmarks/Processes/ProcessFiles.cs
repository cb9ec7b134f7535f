using System.Globalization;

namespace Gateway.Benchmarks.Processes;

/// <summary>What the kernel tells of a process and its children under <c>/proc</c> (proc(5)).</summary>
internal static class ProcessFiles
{
    /// <summary>The unit of times in <c>/proc/PID/stat</c>: USER_HZ, 100 on every platform that .NET runs on.</summary>
    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(10);

    /// <summary>The memory of a process and its children.</summary>
    public static MemoryUse MemoryOf(int pid) =>
        Tree(pid).Select(one => MemoryUse.Parse(Read(one, "status"))).Aggregate(new MemoryUse(0, 0), (sum, one) => sum + one);

    /// <summary>The processor time that a process and its children have used.</summary>
    public static TimeSpan ProcessorTimeOf(int pid) =>
        Tree(pid).Select(one => ProcessorTime(Read(one, "stat"))).Aggregate(TimeSpan.Zero, (sum, one) => sum + one);

    /// <summary>Reads user and system time from the text of <c>/proc/PID/stat</c>; zero for a process that has ended.</summary>
    public static TimeSpan ProcessorTime(string stat)
    {
        // The second field is the program's name in parentheses and may hold spaces and parentheses itself.
        var fields = stat[(stat.LastIndexOf(')') + 1)..].Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return fields.Length < 13
            ? TimeSpan.Zero
            : Tick * (long.Parse(fields[11], CultureInfo.InvariantCulture) + long.Parse(fields[12], CultureInfo.InvariantCulture));
    }

    private static IEnumerable<int> Tree(int pid) =>
        Read(pid, $"task/{pid}/children")
            .Split(' ', StringSplitOptions.RemoveEmptyEntries)
            .SelectMany(child => Tree(int.Parse(child, CultureInfo.InvariantCulture)))
            .Prepend(pid);

    private static string Read(int pid, string file)
    {
        try
        {
            return File.ReadAllText($"/proc/{pid}/{file}");
        }
        catch (IOException)
        {
            // It ended between the list of children and the look at it.
            return "";
        }
    }
}
