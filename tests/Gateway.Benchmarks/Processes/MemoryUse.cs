using System.Globalization;

namespace Gateway.Benchmarks.Processes;

/// <summary>The memory of a server and its children.</summary>
/// <param name="Resident">Bytes resident now (<c>VmRSS</c>).</param>
/// <param name="Peak">The most bytes that were resident (<c>VmHWM</c>).</param>
internal sealed record MemoryUse(long Resident, long Peak)
{
    /// <summary>Reads it from the text of <c>/proc/PID/status</c>; zero for a process that has ended.</summary>
    public static MemoryUse Parse(string status) => new(Field(status, "VmRSS:"), Field(status, "VmHWM:"));

    /// <summary>The sum.</summary>
    public static MemoryUse operator +(MemoryUse left, MemoryUse right) => new(left.Resident + right.Resident, left.Peak + right.Peak);

    private static long Field(string status, string name)
    {
        foreach (var line in status.AsSpan().EnumerateLines())
        {
            if (line.StartsWith(name))
            {
                // The kernel always writes kB, and means KiB.
                var value = line[name.Length..].Trim();
                return long.Parse(value[..value.IndexOf(' ')], CultureInfo.InvariantCulture) * 1024;
            }
        }

        return 0;
    }
}
