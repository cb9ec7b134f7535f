namespace Gateway.TestKit;

/// <summary>A folder of the test's own, gone with all that is in it when the test ends.</summary>
public sealed class TempFolder : IDisposable
{
    public TempFolder() => Path = Directory.CreateTempSubdirectory("gateway-test-").FullName;

    public string Path { get; }

    /// <summary>The path of a file or folder in it, which need not exist.</summary>
    public string this[string name] => System.IO.Path.Combine(Path, name);

    /// <summary>Makes a folder in it and returns its path.</summary>
    public string Folder(string name) => Directory.CreateDirectory(this[name]).FullName;

    /// <summary>Writes a text file, with the folders on the way to it, and returns its path.</summary>
    public string Write(string name, string text)
    {
        var path = this[name];
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(path)!);
        File.WriteAllText(path, text);
        return path;
    }

    public void Dispose()
    {
        if (!Directory.Exists(Path))
        {
            return;
        }

        // A tool that was just killed may still close its files, and go writes its module cache read-only.
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                Directory.Delete(Path, recursive: true);
                return;
            }
            catch (Exception failure) when (failure is IOException or UnauthorizedAccessException && attempt < 5)
            {
                MakeWritable();
            }
        }
    }

    private void MakeWritable()
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        foreach (var folder in Directory.EnumerateDirectories(Path, "*", SearchOption.AllDirectories))
        {
            File.SetUnixFileMode(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }
    }
}
