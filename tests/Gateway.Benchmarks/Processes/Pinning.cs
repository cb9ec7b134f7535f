using System.Diagnostics;
using System.Globalization;

namespace Gateway.Benchmarks.Processes;

/// <summary>Which core runs what: the server under test has one for itself, load and origin share the other.</summary>
internal static class Pinning
{
    /// <summary>The core of the server under test.</summary>
    public const int ServerCore = 0;

    /// <summary>The core of the load generator and of the origin.</summary>
    public const int LoadCore = 1;

    /// <summary>A start of a program on one core. taskset becomes the program, so the process is the program's own.</summary>
    public static ProcessStartInfo Start(int core, string program, IEnumerable<string> arguments) =>
        new("taskset", ["-c", core.ToString(CultureInfo.InvariantCulture), program, .. arguments])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        };
}
