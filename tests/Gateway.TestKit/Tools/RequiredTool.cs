using Xunit;

namespace Gateway.TestKit.Tools;

/// <summary>
/// The rule for tests that need a program of the machine: without it the test is skipped and says so, but where <c>CI=true</c>
/// it fails, for there a missing tool is a missing install step and not somebody's small laptop.
/// </summary>
public static class RequiredTool
{
    /// <summary>The path of a program found on <c>PATH</c>.</summary>
    /// <param name="name">The program.</param>
    /// <param name="install">How to get it, for the message: "apt-get install golang-go".</param>
    public static string Find(string name, string install)
    {
        var folders = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries);
        var found = folders.Select(folder => Path.Combine(folder, name)).FirstOrDefault(File.Exists);
        return found ?? throw Missing(name, install);
    }

    /// <summary>The path of a file or folder that an install step makes.</summary>
    public static string FindFile(string path, string install) =>
        Path.Exists(path) ? path : throw Missing(path, install);

    private static InvalidOperationException Missing(string what, string install)
    {
        var reason = $"NOT TESTED: '{what}' is missing on this machine. To run this test: {install}";
        if (string.Equals(Environment.GetEnvironmentVariable("CI"), "true", StringComparison.OrdinalIgnoreCase))
        {
            Assert.Fail(reason);
        }

        Assert.Skip(reason);
        return new InvalidOperationException(reason);
    }
}
