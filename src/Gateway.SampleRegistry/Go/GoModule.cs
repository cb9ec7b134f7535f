using System.Text;

namespace Gateway.SampleRegistry.Go;

/// <summary>A module and all its versions, oldest first.</summary>
/// <param name="Path">The module path as it is imported, not escaped.</param>
/// <param name="Versions">The versions, oldest first.</param>
internal sealed record GoModule(string Path, IReadOnlyList<GoVersion> Versions)
{
    public IReadOnlyList<GoVersion> VersionsOf(SampleEnvironment environment) =>
        [.. Versions.Where(version => environment >= version.Reached)];
}

/// <summary>One version of a module: what <c>.info</c>, <c>.mod</c> and <c>.zip</c> answer.</summary>
/// <param name="Name">The version, with its v.</param>
/// <param name="Reached">The most cautious environment it has reached.</param>
/// <param name="Published">When it was published.</param>
/// <param name="GoMod">The go.mod file.</param>
/// <param name="Zip">The module zip.</param>
internal sealed record GoVersion(string Name, SampleEnvironment Reached, DateTimeOffset Published, SourceFile GoMod, byte[] Zip)
{
    /// <summary>The Info object of the GOPROXY protocol.</summary>
    public byte[] Info => Encoding.UTF8.GetBytes(
        $$"""{"Version":"{{Name}}","Time":"{{Published.UtcDateTime:yyyy-MM-dd'T'HH:mm:ss'Z'}}"}""");
}
