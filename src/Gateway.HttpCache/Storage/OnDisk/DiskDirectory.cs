using System.Globalization;
using Microsoft.Win32.SafeHandles;

namespace Gateway.HttpCache.Storage.OnDisk;

/// <summary>
/// The directory of a disk store: <c>entries</c> with a folder per part of the key hashes, <c>temporary</c> for files being written
/// (beside the entries, so that a rename moves no bytes), and <c>lock</c>. Nothing else in the directory is touched.
/// </summary>
/// <param name="root">The directory.</param>
/// <param name="run">Distinguishes this process's temporary files from those that a killed one left.</param>
internal sealed class DiskDirectory(string root, ulong run) : IDisposable
{
    // What is cached may be private to one environment or role: nobody else on the machine reads it.
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    private readonly string _entries = Path.Combine(root, "entries");
    private readonly string _temporary = Path.Combine(root, "temporary");
    private readonly string _lockFile = Path.Combine(root, "lock");
    private FileStream? _lock;
    private long _temporaries;

    public string Root => root;

    /// <summary>Makes what is missing and takes the lock. May be called again after a failure.</summary>
    /// <returns>True when the lock was taken now: what lies in the directory is to be looked at anew.</returns>
    /// <exception cref="DirectoryInUseException">Another process holds the lock.</exception>
    public bool Prepare()
    {
        if (!Directory.Exists(root))
        {
            Make(root);
        }

        Make(_entries);
        Make(_temporary);
        for (var folder = 0; folder < EntryName.FolderCount; folder++)
        {
            Make(FolderPath(folder));
        }

        if (_lock is not null && File.Exists(_lockFile))
        {
            return false;
        }

        _lock?.Dispose();
        _lock = null;
        _lock = TakeLock();
        return true;
    }

    public string FolderPath(int folder) => Path.Combine(_entries, folder.ToString("x2", CultureInfo.InvariantCulture));

    public string PathOf(EntryName name) => Path.Combine(FolderPath(name.Folder), name.ToString());

    /// <summary>A name for a file that is being written; no other has it.</summary>
    public string NextTemporary() =>
        Path.Combine(_temporary, string.Create(CultureInfo.InvariantCulture, $"{run:x16}-{Interlocked.Increment(ref _temporaries):x}"));

    /// <summary>Removes what an earlier run was writing when it ended.</summary>
    public void RemoveLeftovers()
    {
        var own = run.ToString("x16", CultureInfo.InvariantCulture);
        foreach (var file in Directory.EnumerateFiles(_temporary))
        {
            if (!Path.GetFileName(file.AsSpan()).StartsWith(own, StringComparison.Ordinal))
            {
                File.Delete(file);
            }
        }
    }

    /// <summary>Tries whether the medium takes as much as one frame of a body.</summary>
    /// <exception cref="IOException">It does not.</exception>
    public void TryWrite()
    {
        var path = NextTemporary();
        try
        {
            using var handle = Open(path, FileMode.CreateNew, FileAccess.Write);
            RandomAccess.Write(handle, new byte[EntryFormat.FrameSize], 0);
        }
        finally
        {
            File.Delete(path);
        }
    }

    /// <summary>Moves a finished file to its place.</summary>
    public void Publish(string temporary, EntryName name) => File.Move(temporary, PathOf(name), overwrite: true);

    /// <summary>Opens a file. No share mode is enforced: an entry that is read may be replaced and removed.</summary>
    public static SafeFileHandle Open(string path, FileMode mode, FileAccess access) =>
        File.OpenHandle(path, mode, access, FileShare.ReadWrite | FileShare.Delete);

    public void Dispose() => _lock?.Dispose();

    private static void Make(string path)
    {
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(path);
            return;
        }

        if (!Directory.Exists(path))
        {
            Directory.CreateDirectory(path, OwnerOnly);
        }
        else if (File.GetUnixFileMode(path) != OwnerOnly)
        {
            File.SetUnixFileMode(path, OwnerOnly);
        }
    }

    // The operating system drops the lock with the process, however that ends. Open for reading only: a file open for writing would
    // keep an operator from making the medium read-only.
    private FileStream TakeLock()
    {
        try
        {
            return new FileStream(_lockFile, FileMode.OpenOrCreate, FileAccess.Read, FileShare.None);
        }
        catch (IOException cause) when (cause is not (DirectoryNotFoundException or FileNotFoundException) && DiskFault.IsSharing(cause))
        {
            throw new DirectoryInUseException(root, cause);
        }
    }
}

/// <summary>Another process uses the directory.</summary>
internal sealed class DirectoryInUseException(string root, Exception cause)
    : IOException($"The cache directory {root} is in use by another process. Give each process a directory of its own.", cause);
