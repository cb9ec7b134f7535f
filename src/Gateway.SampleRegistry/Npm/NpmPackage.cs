namespace Gateway.SampleRegistry.Npm;

/// <summary>What all releases of a package share.</summary>
/// <param name="Name">The name, with its scope if it has one.</param>
/// <param name="Description">One sentence.</param>
/// <param name="Binary">The command it installs and its script, if it has one.</param>
internal sealed record NpmPackage(string Name, string Description, NpmBinary? Binary = null)
{
    /// <summary>The tag that <c>npm install name</c> follows.</summary>
    public const string Latest = "latest";

    /// <summary>The tag of a release to come.</summary>
    public const string Next = "next";

    /// <summary>The releases, oldest first.</summary>
    public IReadOnlyList<NpmRelease> Releases { get; init; } = [];

    /// <summary>The name without its scope, as tarballs are called.</summary>
    public string BareName => Name[(Name.IndexOf('/', StringComparison.Ordinal) + 1)..];

    public string TarballName(NpmRelease release) => $"{BareName}-{release.Version}.tgz";

    public IReadOnlyList<NpmRelease> ReleasesOf(SampleEnvironment environment) =>
        [.. Releases.Where(release => environment >= release.Reached)];

    /// <summary>
    /// The tags of an environment: <c>latest</c> is its newest release, <c>next</c> its newest pre-release if it has one.
    /// </summary>
    public IReadOnlyDictionary<string, NpmRelease> TagsOf(SampleEnvironment environment)
    {
        var releases = ReleasesOf(environment);
        var tags = new SortedDictionary<string, NpmRelease>(StringComparer.Ordinal)
        {
            [Latest] = releases.Last(release => !release.IsPrerelease),
        };
        if (releases.LastOrDefault(release => release.IsPrerelease) is { } next)
        {
            tags[Next] = next;
        }

        return tags;
    }

    /// <summary>The release that a version or a tag means in an environment, or null.</summary>
    public NpmRelease? Find(SampleEnvironment environment, string versionOrTag) =>
        ReleasesOf(environment).FirstOrDefault(release => release.Version.Equals(versionOrTag, StringComparison.Ordinal))
        ?? TagsOf(environment).GetValueOrDefault(versionOrTag);
}

/// <summary>A command that a package installs.</summary>
/// <param name="Command">What is typed.</param>
/// <param name="Script">The file that runs.</param>
internal sealed record NpmBinary(string Command, string Script);

/// <summary>A release before it is packed.</summary>
/// <param name="Version">The version.</param>
/// <param name="Reached">The most cautious environment it has reached.</param>
/// <param name="Published">When it was published.</param>
/// <param name="Dependencies">Ranges by package name.</param>
internal sealed record NpmDraft(
    string Version,
    SampleEnvironment Reached,
    DateTimeOffset Published,
    IReadOnlyDictionary<string, string> Dependencies);

/// <summary>One version of a package, packed.</summary>
/// <param name="Draft">What it was packed from.</param>
/// <param name="Tarball">The artifact.</param>
internal sealed record NpmRelease(NpmDraft Draft, NpmTarball Tarball)
{
    public string Version => Draft.Version;

    public SampleEnvironment Reached => Draft.Reached;

    public DateTimeOffset Published => Draft.Published;

    public bool IsPrerelease => Version.Contains('-', StringComparison.Ordinal);
}
