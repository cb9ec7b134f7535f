namespace Gateway.Tests.HttpCache.Storage;

/// <summary>
/// A directory that goes with the test. In memory where the system offers it: thousands of small files a second are no load to put on
/// the disk of whoever runs the tests, and no test here is about the disk itself.
/// </summary>
internal sealed class TemporaryDirectory : IDisposable
{
    private const string InMemory = "/dev/shm";

    public string Path { get; } = Directory.Exists(InMemory)
        ? Directory.CreateDirectory(System.IO.Path.Combine(InMemory, "gateway-store-" + Guid.NewGuid().ToString("N"))).FullName
        : Directory.CreateTempSubdirectory("gateway-store-").FullName;

    public void Dispose()
    {
        if (Directory.Exists(Path))
        {
            Directory.Delete(Path, recursive: true);
        }
    }
}
