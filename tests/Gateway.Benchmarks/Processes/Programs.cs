namespace Gateway.Benchmarks.Processes;

/// <summary>Finds programs that the machine may have.</summary>
internal static class Programs
{
    /// <summary>Where daemons live on Debian, which an ordinary user's PATH leaves out.</summary>
    private static readonly string[] DaemonFolders = ["/usr/local/sbin", "/usr/sbin", "/sbin"];

    /// <summary>The full path of a program, or null.</summary>
    public static string? Find(string name) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':', StringSplitOptions.RemoveEmptyEntries)
            .Concat(DaemonFolders)
            .Select(folder => Path.Combine(folder, name))
            .FirstOrDefault(File.Exists);

    /// <summary>Checks that what every scenario needs is there.</summary>
    /// <exception cref="BenchmarkException">It is not.</exception>
    public static void RequireLoadTools()
    {
        string[] missing = [.. new[] { "wrk", "taskset", "kill" }.Where(name => Find(name) is null)];
        if (missing.Length > 0)
        {
            throw new BenchmarkException(
                $"This machine lacks {string.Join(" and ", missing)}. On Debian: apt-get install wrk util-linux procps.");
        }

        if (Environment.ProcessorCount < 2)
        {
            throw new BenchmarkException(
                "The server under test needs a core of its own and the load another; this process may use one only.");
        }
    }
}
