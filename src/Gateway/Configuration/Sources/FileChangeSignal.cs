namespace Gateway.Configuration.Sources;

/// <summary>
/// Tells when something happened to one of some files. Every folder on the way to a file is watched where a link stands in it,
/// so that a link that is swapped for another (as Kubernetes does with a whole folder, <c>..data</c>) is noticed as well as an
/// edit, a rename over the file, or a new file. What happened is for the receiver to find out.
/// </summary>
internal sealed class FileChangeSignal : IDisposable
{
    /// <summary>As many links in a row as Linux itself follows.</summary>
    private const int MostLinks = 40;

    private readonly List<FileSystemWatcher> _watchers = [];

    private FileChangeSignal()
    {
    }

    /// <summary>Begins to watch.</summary>
    /// <param name="files">Full paths.</param>
    /// <param name="changed">Called on any thread, often more than once for one change.</param>
    /// <param name="failed">Called when a folder cannot be watched, with the reason.</param>
    public static FileChangeSignal Watch(IEnumerable<string> files, Action changed, Action<Exception> failed)
    {
        var signal = new FileChangeSignal();
        foreach (var folder in files.SelectMany(file => FoldersOnTheWay(file, MostLinks)).Distinct(StringComparer.Ordinal))
        {
            signal.Add(folder, changed, failed);
        }

        return signal;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var watcher in _watchers)
        {
            watcher.Dispose();
        }
    }

    private static List<string> FoldersOnTheWay(string file, int linksLeft)
    {
        if (Path.GetDirectoryName(file) is not { } folder || linksLeft == 0)
        {
            return [];
        }

        var folders = new List<string> { folder };
        for (var part = file; Path.GetDirectoryName(part) is { } parent; part = parent)
        {
            if (new FileInfo(part).LinkTarget is { } target)
            {
                folders.Add(parent);
                folders.AddRange(FoldersOnTheWay(Path.GetFullPath(target + file[part.Length..], parent), linksLeft - 1));
            }
        }

        return folders;
    }

    private void Add(string folder, Action changed, Action<Exception> failed)
    {
        if (!Directory.Exists(folder))
        {
            return;
        }

        try
        {
            var watcher = new FileSystemWatcher(folder)
            {
                NotifyFilter = NotifyFilters.FileName | NotifyFilters.DirectoryName | NotifyFilters.LastWrite | NotifyFilters.Size,
            };
            _watchers.Add(watcher);
            watcher.Changed += (_, _) => changed();
            watcher.Created += (_, _) => changed();
            watcher.Deleted += (_, _) => changed();
            watcher.Renamed += (_, _) => changed();
            watcher.Error += (_, _) => changed();
            watcher.EnableRaisingEvents = true;
        }
        catch (Exception exception) when (exception is IOException or ArgumentException or UnauthorizedAccessException)
        {
            failed(exception);
        }
    }
}
