namespace Gateway.Security.Certificates;

/// <summary>Files that hold keys: readable by their owner only from the first byte on, written whole, kept out of git.</summary>
internal static class PrivateFile
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private const UnixFileMode Public = OwnerOnly | UnixFileMode.GroupRead | UnixFileMode.OtherRead;

    /// <summary>Writes a file that only its owner may read.</summary>
    public static void Write(string path, string text) => Replace(path, text, OwnerOnly);

    /// <summary>Writes a file that everybody may read.</summary>
    public static void WritePublic(string path, string text) => Replace(path, text, Public);

    /// <summary>Tells git to leave the folder alone, unless somebody has already told it something.</summary>
    public static void IgnoreInGit(string directory)
    {
        var file = Path.Combine(directory, ".gitignore");
        if (!File.Exists(file))
        {
            File.WriteAllText(file, "# Private keys are in this folder.\n*\n");
        }
    }

    private static void Replace(string path, string text, UnixFileMode mode)
    {
        var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = mode;
        }

        var beside = path + ".new";
        File.Delete(beside);
        using (var writer = new StreamWriter(beside, options))
        {
            writer.Write(text);
        }

        File.Move(beside, path, overwrite: true);
    }
}
