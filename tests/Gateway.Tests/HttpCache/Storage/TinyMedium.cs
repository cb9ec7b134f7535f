using System.Diagnostics;

namespace Gateway.Tests.HttpCache.Storage;

/// <summary>A file system of its own and of a given size, which can be made read-only. Needs the right to mount.</summary>
internal sealed class TinyMedium : IDisposable
{
    private TinyMedium(string path) => Path = path;

    public string Path { get; }

    /// <summary>Mounts one; null where that is not permitted.</summary>
    public static TinyMedium? Mount(string size)
    {
        var path = Directory.CreateTempSubdirectory("gateway-medium-").FullName;
        if (OperatingSystem.IsLinux() && Run("mount", "-t", "tmpfs", "-o", "mode=700,size=" + size, "tmpfs", path))
        {
            return new TinyMedium(path);
        }

        Directory.Delete(path);
        return null;
    }

    public void MakeReadOnly(bool readOnly)
    {
        if (!Run("mount", "-o", readOnly ? "remount,ro" : "remount,rw", Path))
        {
            throw new InvalidOperationException($"{Path} could not be mounted anew.");
        }
    }

    public void Dispose()
    {
        Run("umount", "--lazy", Path);
        Directory.Delete(Path);
    }

    private static bool Run(string command, params string[] arguments)
    {
        try
        {
            using var process = Process.Start(
                new ProcessStartInfo(command, arguments) { UseShellExecute = false, RedirectStandardError = true })!;
            process.WaitForExit();
            return process.ExitCode == 0;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return false;
        }
    }
}
