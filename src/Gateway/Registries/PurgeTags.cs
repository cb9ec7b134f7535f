using System.Collections.Immutable;
using Gateway.Configuration;

namespace Gateway.Registries;

/// <summary>
/// The tags of cached answers. <c>npm:@corp/app</c> stands on everything of that package, which is what an operator purges;
/// <c>npm:@corp/app@1.0.0</c> on everything of that version. A publish must not make every tarball of the package stale, so documents
/// carry <c>metadata:npm:@corp/app</c> and answers that say "there is none" carry <c>absent:npm:@corp/app</c> besides.
/// </summary>
internal static class PurgeTags
{
    /// <summary>The tag of everything of a package.</summary>
    public static string Package(RepositoryFormat format, string package) => $"{Word(format)}:{package}";

    /// <summary>The tag of everything of one version.</summary>
    public static string Version(RepositoryFormat format, string package, string version) => $"{Word(format)}:{package}@{version}";

    /// <summary>The tag of a package's documents; without a package, of all documents of the format.</summary>
    public static string Metadata(RepositoryFormat format, string? package) =>
        package is null ? $"metadata:{Word(format)}" : $"metadata:{Word(format)}:{package}";

    /// <summary>
    /// The tag of the answers that say a package or a version of it does not exist; without a package, of all such answers.
    /// </summary>
    public static string Absent(RepositoryFormat format, string? package) =>
        package is null ? $"absent:{Word(format)}" : $"absent:{Word(format)}:{package}";

    /// <summary>The tags of an answer with that status to a request of that meaning.</summary>
    public static ImmutableArray<string> Of(RequestMeaning meaning, int status)
    {
        var tags = ImmutableArray.CreateBuilder<string>(5);
        if (meaning.Package is { } package)
        {
            tags.Add(Package(meaning.Format, package));
            if (meaning.Version is { } version)
            {
                tags.Add(Version(meaning.Format, package, version));
            }
        }

        if (meaning.CacheClass is CacheClass.Document or CacheClass.Listing)
        {
            AddBoth(tags, meaning, Metadata);
        }

        if (status is 404 or 410)
        {
            AddBoth(tags, meaning, Absent);
        }

        return tags.DrainToImmutable();
    }

    private static void AddBoth(ImmutableArray<string>.Builder tags, RequestMeaning meaning, Func<RepositoryFormat, string?, string> tag)
    {
        if (meaning.Package is { } package)
        {
            tags.Add(tag(meaning.Format, package));
        }

        // A NuGet push names its package only inside the body, so it has to reach every document of the format.
        if (meaning.Format == RepositoryFormat.NuGet)
        {
            tags.Add(tag(meaning.Format, null));
        }
    }

    private static string Word(RepositoryFormat format) => format switch
    {
        RepositoryFormat.Npm => "npm",
        RepositoryFormat.Go => "go",
        RepositoryFormat.NuGet => "nuget",
        _ => "generic",
    };
}
