using System.Diagnostics;

namespace Gateway.Tests.HttpCache.Storage;

/// <summary>
/// Holds the scan of a disk store at its first folder, by a pipe that stands there like an entry: to open it for reading waits until
/// somebody opens it for writing.
/// </summary>
internal sealed class StoppedScan : IDisposable
{
    private readonly string _pipe;
    private bool _released;

    private StoppedScan(string pipe) => _pipe = pipe;

    public static StoppedScan Hold(string root)
    {
        // An entry's name whose key's low bits choose folder 00.
        var pipe = Path.Combine(root, "entries", "00", $"{new string('0', 32)}-{new string('0', 16)}-{new string('0', 16)}");
        using var making = Process.Start("mkfifo", pipe);
        making.WaitForExit();
        return new StoppedScan(pipe);
    }

    public void Dispose()
    {
        if (!_released)
        {
            _released = true;
            using var writing = File.Open(_pipe, FileMode.Open, FileAccess.Write, FileShare.ReadWrite);
        }
    }
}
