using System.Globalization;
using System.Runtime.InteropServices;

namespace Gateway.Benchmarks.Reports;

/// <summary>Where and when figures were taken: without it they mean nothing to anybody else.</summary>
/// <param name="Processor">The model.</param>
/// <param name="Cores">How many this process may use.</param>
/// <param name="Memory">Bytes of main memory.</param>
/// <param name="System">The operating system and its kernel.</param>
/// <param name="Runtime">The .NET runtime.</param>
/// <param name="LoadBefore">How busy the machine was in the minute before.</param>
/// <param name="Taken">When.</param>
internal sealed record Machine(
    string Processor, int Cores, long Memory, string System, string Runtime, double LoadBefore, DateTimeOffset Taken)
{
    /// <summary>Above this somebody else is at work, and two cores cannot be shared without showing in the figures.</summary>
    private const double QuietLoad = 0.5;

    /// <summary>Whether the machine was quiet enough for the figures to be kept.</summary>
    public bool IsQuiet => LoadBefore <= QuietLoad;

    /// <summary>Looks at this machine.</summary>
    public static Machine Look(TimeProvider time) => new(
        ValueOf("/proc/cpuinfo", "model name"),
        global::System.Environment.ProcessorCount,
        GC.GetGCMemoryInfo().TotalAvailableMemoryBytes,
        RuntimeInformation.OSDescription,
        RuntimeInformation.FrameworkDescription,
        double.Parse(File.ReadAllText("/proc/loadavg").Split(' ')[0], CultureInfo.InvariantCulture),
        time.GetUtcNow());

    /// <inheritdoc/>
    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"{Processor}, {Cores} cores, {Memory / (1024.0 * 1024 * 1024):F0} GiB; {System}; {Runtime}; {Taken:yyyy-MM-dd}; load before "
            + $"{LoadBefore:F2}");

    private static string ValueOf(string file, string name) =>
        File.ReadLines(file).FirstOrDefault(line => line.StartsWith(name, StringComparison.Ordinal))?.Split(':', 2)[1].Trim()
            ?? "unknown processor";
}
