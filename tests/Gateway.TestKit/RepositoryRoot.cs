namespace Gateway.TestKit;

/// <summary>The folder of <c>Gateway.sln</c>, for tests that look at the sources or use what lies beside them.</summary>
public static class RepositoryRoot
{
    public static string Path { get; } = Find();

    /// <summary>The path of a file or folder below the root.</summary>
    public static string Of(params string[] names) => System.IO.Path.Combine([Path, .. names]);

    private static string Find()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(System.IO.Path.Combine(folder.FullName, "Gateway.sln")))
            {
                return folder.FullName;
            }
        }

        throw new DirectoryNotFoundException(
            $"No folder above '{AppContext.BaseDirectory}' has Gateway.sln. The tests must run from a build inside the work tree.");
    }
}
