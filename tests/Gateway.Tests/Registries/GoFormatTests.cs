using Gateway.Configuration;
using Gateway.Registries;
using Gateway.Registries.Go;
using Xunit;

namespace Gateway.Tests.Registries;

public sealed class GoFormatTests
{
    private const string Tile = "/sumdb/sum.example.org/tile";
    private static readonly IRegistryFormat Format = RegistryFormats.Of(RepositoryFormat.Go);

    [Theory]
    [InlineData("/example.com/mod/@v/list", RequestKind.VersionList, "example.com/mod", null, CacheClass.Listing)]
    [InlineData("/example.com/mod/@latest", RequestKind.Metadata, "example.com/mod", null, CacheClass.Listing)]
    [InlineData("/example.com/mod/@v/v1.2.3.info", RequestKind.Metadata, "example.com/mod", "v1.2.3", CacheClass.Settled)]
    [InlineData("/example.com/mod/@v/v1.2.3.mod", RequestKind.Metadata, "example.com/mod", "v1.2.3", CacheClass.Immutable)]
    [InlineData("/example.com/mod/@v/v1.2.3.zip", RequestKind.Artifact, "example.com/mod", "v1.2.3", CacheClass.Immutable)]
    [InlineData("/example.com/mod/@v/master.info", RequestKind.Metadata, "example.com/mod", "master", CacheClass.Listing)]
    [InlineData("/example.com/mod/@v/v1.info", RequestKind.Metadata, "example.com/mod", "v1", CacheClass.Listing)]
    [InlineData("/example.com/mod/@v/v1.2.3.ziphash", RequestKind.Unknown, "example.com/mod", null, CacheClass.Never)]
    [InlineData("/e.co/!azure/!a!b/@v/v1.0.0-!r!c1.zip", RequestKind.Artifact, "e.co/Azure/AB", "v1.0.0-RC1", CacheClass.Immutable)]
    [InlineData("/github.com/%21azure/x/%40v/v1.0.0.zip", RequestKind.Artifact, "github.com/Azure/x", "v1.0.0", CacheClass.Immutable)]
    [InlineData("/e.co/m/v2/@v/v2.0.0+incompatible.zip", RequestKind.Artifact, "e.co/m/v2", "v2.0.0+incompatible", CacheClass.Immutable)]
    [InlineData("/e.co/m/@v/v2.0.0%2Bincompatible.zip", RequestKind.Artifact, "e.co/m", "v2.0.0+incompatible", CacheClass.Immutable)]
    [InlineData("/e.co/t/@v/v0.0.1-go1.2.linux-x.zip", RequestKind.Artifact, "e.co/t", "v0.0.1-go1.2.linux-x", CacheClass.Immutable)]
    [InlineData("/sumdb/sum.example.org/supported", RequestKind.ChecksumSupported, null, null, CacheClass.Document)]
    [InlineData("/sumdb/sum.example.org/latest", RequestKind.ChecksumLatest, null, null, CacheClass.Listing)]
    [InlineData("/sumdb/example.org/db/latest", RequestKind.ChecksumLatest, null, null, CacheClass.Listing)]
    [InlineData("/sumdb/s.org/lookup/e.co/!azure/x@v1.0.0", RequestKind.ChecksumLookup, "e.co/Azure/x", "v1.0.0", CacheClass.Immutable)]
    [InlineData(Tile + "/8/0/001", RequestKind.ChecksumTile, null, null, CacheClass.Immutable)]
    [InlineData(Tile + "/8/1/x001/x234/067", RequestKind.ChecksumTile, null, null, CacheClass.Immutable)]
    [InlineData(Tile + "/8/data/001", RequestKind.ChecksumTile, null, null, CacheClass.Immutable)]
    [InlineData(Tile + "/8/0/x001/067.p/200", RequestKind.ChecksumTile, null, null, CacheClass.Listing)]
    [InlineData("/example.com/pkg?go-get=1", RequestKind.GoGet, "example.com/pkg", null, CacheClass.Never)]
    [InlineData("/", RequestKind.Unknown, null, null, CacheClass.Never)]
    [InlineData("/favicon.ico", RequestKind.Unknown, null, null, CacheClass.Never)]
    internal void ReadRequest_Interpreted_HasItsMeaning(
        string target, RequestKind kind, string? package, string? version, CacheClass cacheClass)
    {
        var meaning = Format.Interpret("GET", target);

        Assert.Equal((kind, package, version, cacheClass), (meaning.Kind, meaning.Package, meaning.Version, meaning.CacheClass));
    }

    [Theory]
    [InlineData("/github.com/Azure/x/@v/list", TargetFault.BadCaseEscape)]
    [InlineData("/github.com/!Azure/x/@v/list", TargetFault.BadCaseEscape)]
    [InlineData("/github.com/x!/@v/list", TargetFault.BadCaseEscape)]
    [InlineData("/github.com/!1/@latest", TargetFault.BadCaseEscape)]
    [InlineData("/github.com/x/@v/V1.0.0.zip", TargetFault.BadCaseEscape)]
    [InlineData("/git.!corp.example/x/@v/list", TargetFault.BadPackageName)]
    [InlineData("/git.corp.example./x/@v/list", TargetFault.BadPackageName)]
    [InlineData("/git.corp.example:443/x/@v/list", TargetFault.BadPackageName)]
    [InlineData("/nodot/x/@v/list", TargetFault.BadPackageName)]
    [InlineData("/e.co/.hidden/@v/list", TargetFault.BadPackageName)]
    [InlineData("/e.co/m/@v/a%20b.info", TargetFault.BadVersion)]
    [InlineData("/e.co/m/@v/.info", TargetFault.BadVersion)]
    [InlineData("/e.co//m/@v/list", TargetFault.EmptySegment)]
    [InlineData("/e.co/m%2f@v/list", TargetFault.EscapedSeparator)]
    [InlineData("/e.co/../m/@v/list", TargetFault.DotSegment)]
    [InlineData("/sumdb", TargetFault.BadChecksumPath)]
    [InlineData("/sumdb/s.org/other", TargetFault.BadChecksumPath)]
    [InlineData("/sumdb/s.org/lookup/e.co/m", TargetFault.BadChecksumPath)]
    [InlineData("/sumdb/s.org/lookup/e.co/m@master", TargetFault.BadVersion)]
    [InlineData("/sumdb/s.org/lookup/e.co/Big@v1.0.0", TargetFault.BadCaseEscape)]
    [InlineData(Tile, TargetFault.BadChecksumPath)]
    [InlineData(Tile + "/8/0", TargetFault.BadChecksumPath)]
    [InlineData(Tile + "/31/0/001", TargetFault.BadChecksumPath)]
    [InlineData(Tile + "/8/64/001", TargetFault.BadChecksumPath)]
    [InlineData(Tile + "/8/0/1", TargetFault.BadChecksumPath)]
    [InlineData(Tile + "/8/0/001/002", TargetFault.BadChecksumPath)]
    [InlineData(Tile + "/8/0/001.p/256", TargetFault.BadChecksumPath)]
    [InlineData(Tile + "/8/0/001.p/0", TargetFault.BadChecksumPath)]
    [InlineData(Tile + "/8/0/001.p", TargetFault.BadChecksumPath)]
    internal void AmbiguousTarget_Interpreted_IsInvalid(string target, TargetFault fault)
    {
        var meaning = Format.Interpret("GET", target);

        Assert.Equal((RequestKind.Invalid, fault), (meaning.Kind, meaning.Fault));
    }

    [Theory]
    [InlineData("/github.com/%21azure/x/%40v/v1.0.0%2bincompatible.zip", "/github.com/!azure/x/@v/v1.0.0+incompatible.zip")]
    [InlineData("/e.co/m/@v/list", "/e.co/m/@v/list")]
    internal void SpellingsOfOnePath_Interpreted_HaveOneKey(string target, string canonical) =>
        Assert.Equal(canonical, Format.Interpret("GET", target).CanonicalTarget);

    [Fact]
    public void Write_Interpreted_IsUnknownButKeepsTheName()
    {
        var meaning = Format.Interpret("PUT", "/e.co/m/@v/v1.0.0.zip");

        Assert.Equal((RequestKind.Unknown, RequestAction.Publish, "e.co/m"), (meaning.Kind, meaning.Action, meaning.Package));
    }

    [Theory]
    [InlineData("v1.2.3", true)]
    [InlineData("v1.2.3-rc.1+meta", true)]
    [InlineData("v1.2", false)]
    [InlineData("v1", false)]
    [InlineData("1.2.3", false)]
    [InlineData("v01.2.3", false)]
    [InlineData("v1.2.3-01", false)]
    [InlineData("v1.2.3-", false)]
    [InlineData("v1.2.3+", false)]
    [InlineData("v1.2.3-a..b", false)]
    [InlineData("v1.2.3-a_b", false)]
    [InlineData("", false)]
    internal void Version_AskedWhetherCanonical_FollowsSemanticVersioning(string version, bool canonical) =>
        Assert.Equal(canonical, GoVersion.IsCanonical(version));
}
