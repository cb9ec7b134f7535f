using Gateway.Configuration;
using Gateway.Registries;
using Xunit;

namespace Gateway.Tests.Registries;

public sealed class NuGetFormatTests
{
    private static readonly IRegistryFormat Format = RegistryFormats.Of(RepositoryFormat.NuGet);

    [Theory]
    [InlineData("/v3/index.json", RequestKind.ServiceIndex, null, null, CacheClass.Document)]
    [InlineData("/index.json", RequestKind.ServiceIndex, null, null, CacheClass.Document)]
    [InlineData("/v3/registration5-gz-semver2/corp.core/index.json", RequestKind.Registration, "corp.core", null, CacheClass.Document)]
    [InlineData("/v3/registration/Corp.Core/page/1.0.0/2.0.0.json", RequestKind.Registration, "corp.core", null, CacheClass.Document)]
    [InlineData("/v3/registration/corp.core/1.0.0-RC1.json", RequestKind.Registration, "corp.core", "1.0.0-rc1", CacheClass.Document)]
    [InlineData("/v3-flatcontainer/corp.core/index.json", RequestKind.VersionList, "corp.core", null, CacheClass.Document)]
    [InlineData("/flatcontainer/corp.core/1.0.0/corp.core.1.0.0.nupkg", RequestKind.Artifact, "corp.core", "1.0.0", CacheClass.Immutable)]
    [InlineData("/flat2/Corp.Core/1.0.0/CORP.core.1.0.0.nupkg", RequestKind.Artifact, "corp.core", "1.0.0", CacheClass.Immutable)]
    [InlineData("/flat2/corp.core/1.0.0/corp.core.nuspec", RequestKind.Artifact, "corp.core", "1.0.0", CacheClass.Immutable)]
    [InlineData("/flat2/corp.core/1.0.0/readme", RequestKind.Unknown, "corp.core", "1.0.0", CacheClass.Upstream)]
    [InlineData("/flat2/%D0%B6.x/index.json", RequestKind.VersionList, "ж.x", null, CacheClass.Document)]
    [InlineData("/query?q=json&take=20", RequestKind.Search, null, null, CacheClass.Upstream)]
    [InlineData("/v3/autocomplete?id=Corp.Core", RequestKind.Search, "corp.core", null, CacheClass.Upstream)]
    [InlineData("/v3/vulnerabilities/index.json", RequestKind.VersionList, "vulnerabilities", null, CacheClass.Document)]
    [InlineData("/v3/vulnerabilities/2026.11.01/v.base.json", RequestKind.Unknown, "vulnerabilities", "2026.11.01", CacheClass.Upstream)]
    [InlineData("/v3-index/repository-signatures/5.0.0/index.json", RequestKind.VersionList, "5.0.0", null, CacheClass.Document)]
    [InlineData(
        "/f/a.registration/1.0.0/a.registration.1.0.0.nupkg", RequestKind.Artifact, "a.registration", "1.0.0", CacheClass.Immutable)]
    [InlineData("/flat/corp.registration/index.json", RequestKind.VersionList, "corp.registration", null, CacheClass.Document)]
    [InlineData("/meta/corp.registration/page/1.0.0/2.0.0.json", RequestKind.Registration, "corp.registration", null, CacheClass.Document)]
    [InlineData("/meta/catalog.x/1.0.0.json", RequestKind.Registration, "catalog.x", "1.0.0", CacheClass.Document)]
    [InlineData("/flat/search/1.0.0/search.1.0.0.nupkg", RequestKind.Artifact, "search", "1.0.0", CacheClass.Immutable)]
    [InlineData("/flat/corp.x/1.0.0/search", RequestKind.Search, "corp.x", null, CacheClass.Upstream)]
    [InlineData("/something/else", RequestKind.Unknown, null, null, CacheClass.Upstream)]
    [InlineData("/", RequestKind.Unknown, null, null, CacheClass.Upstream)]
    internal void ReadRequest_Interpreted_HasItsMeaning(
        string target, RequestKind kind, string? package, string? version, CacheClass cacheClass)
    {
        var meaning = Format.Interpret("GET", target);

        Assert.Equal((kind, package, version, cacheClass), (meaning.Kind, meaning.Package, meaning.Version, meaning.CacheClass));
    }

    [Theory]
    [InlineData("PUT", "/api/v2/package", RequestKind.Publish, null, "metadata:nuget absent:nuget")]
    [InlineData("PUT", "/api/v2/package/", RequestKind.Publish, null, "metadata:nuget absent:nuget")]
    [InlineData("DELETE", "/api/v2/package/Corp.X/1.0.0", RequestKind.Unpublish, "corp.x", "metadata:nuget:corp.x nuget:corp.x@1.0.0")]
    [InlineData("POST", "/api/v2/package/Corp.X/1.0.0", RequestKind.Publish, "corp.x", "metadata:nuget:corp.x nuget:corp.x@1.0.0")]
    internal void ChangingRequest_Interpreted_SaysWhatItInvalidates(
        string method, string target, RequestKind kind, string? package, string invalidates)
    {
        var meaning = Format.Interpret(method, target);

        Assert.Equal((kind, package, CacheClass.Never), (meaning.Kind, meaning.Package, meaning.CacheClass));
        Assert.Equal(invalidates, string.Join(' ', meaning.Invalidates));
    }

    [Theory]
    [InlineData("/v3//index.json", TargetFault.EmptySegment)]
    [InlineData("/flat2/corp%2fcore/index.json", TargetFault.EscapedSeparator)]
    [InlineData("/flat2/corp..core/index.json", TargetFault.BadPackageName)]
    [InlineData("/v3/registration/a b/index.json", TargetFault.ForbiddenCharacter)]
    [InlineData("/v3/registration/a%20b/index.json", TargetFault.BadPackageName)]
    [InlineData("/flat2/../index.json", TargetFault.DotSegment)]
    internal void AmbiguousTarget_Interpreted_IsInvalid(string target, TargetFault fault) =>
        Assert.Equal(fault, Format.Interpret("GET", target).Fault);

    [Fact]
    public void DocumentOfAPackage_Tagged_IsReachedByAPushThatNamesNone()
    {
        var stored = Format.Interpret("GET", "/flat2/corp.core/index.json").TagsOf(404);

        Assert.All(Format.Interpret("PUT", "/api/v2/package").Invalidates, tag => Assert.Contains(tag, stored, StringComparer.Ordinal));
    }
}
