using Gateway.Configuration;
using Gateway.Registries;
using Xunit;

namespace Gateway.Tests.Registries;

public sealed class NpmFormatTests
{
    private static readonly IRegistryFormat Format = RegistryFormats.Of(RepositoryFormat.Npm);

    [Theory]
    [InlineData("/lodash", RequestKind.Metadata, "lodash", null, CacheClass.Document)]
    [InlineData("/lodash/", RequestKind.Metadata, "lodash", null, CacheClass.Document)]
    [InlineData("/lodash?write=true", RequestKind.Metadata, "lodash", null, CacheClass.Never)]
    [InlineData("/lodash?%77rite=true", RequestKind.Metadata, "lodash", null, CacheClass.Never)]
    [InlineData("/JSONStream", RequestKind.Metadata, "JSONStream", null, CacheClass.Document)]
    [InlineData("/-", RequestKind.Metadata, "-", null, CacheClass.Document)]
    [InlineData("/@corp%2fapp", RequestKind.Metadata, "@corp/app", null, CacheClass.Document)]
    [InlineData("/lodash/latest", RequestKind.Metadata, "lodash", "latest", CacheClass.Document)]
    [InlineData("/@corp/app/1.2.3-rc.1", RequestKind.Metadata, "@corp/app", "1.2.3-rc.1", CacheClass.Document)]
    [InlineData("/lodash/%5E4.0.0", RequestKind.Unknown, "lodash", null, CacheClass.Never)]
    [InlineData("/lodash/-/lodash-4.17.21.tgz", RequestKind.Artifact, "lodash", "4.17.21", CacheClass.Immutable)]
    [InlineData("/@corp/app/-/app-1.0.0-beta.2.tgz", RequestKind.Artifact, "@corp/app", "1.0.0-beta.2", CacheClass.Immutable)]
    [InlineData("/@corp/app/-/@corp/app-1.0.0.tgz", RequestKind.Artifact, "@corp/app", "1.0.0", CacheClass.Immutable)]
    [InlineData("/@corp%2Fapp/-/app-1.0.0.tgz", RequestKind.Artifact, "@corp/app", "1.0.0", CacheClass.Immutable)]
    [InlineData("/a/-/a-1.0.0%2Bbuild.5.tgz", RequestKind.Artifact, "a", "1.0.0+build.5", CacheClass.Immutable)]
    [InlineData("/a/-/oddly-named.tgz", RequestKind.Artifact, "a", null, CacheClass.Immutable)]
    [InlineData("/a./-/a.tgz", RequestKind.Artifact, "a.", null, CacheClass.Immutable)]
    [InlineData("/@c/a.tg/-/a.tgz", RequestKind.Artifact, "@c/a.tg", null, CacheClass.Immutable)]
    [InlineData("/a/-/a-1.0.0.tgz.sig", RequestKind.Artifact, "a", null, CacheClass.Upstream)]
    [InlineData("/-/-/--0.0.1.tgz", RequestKind.Artifact, "-", "0.0.1", CacheClass.Immutable)]
    [InlineData("/download/@corp/app/1.0.0/abcdef", RequestKind.Artifact, "@corp/app", "1.0.0", CacheClass.Immutable)]
    [InlineData("/-/package/@corp%2fapp/dist-tags", RequestKind.DistTag, "@corp/app", null, CacheClass.Never)]
    [InlineData("/-/package/@corp/app/dist-tags", RequestKind.DistTag, "@corp/app", null, CacheClass.Never)]
    [InlineData("/-/package/lodash/collaborators", RequestKind.Account, "lodash", null, CacheClass.Never)]
    [InlineData("/-/whoami", RequestKind.Account, null, null, CacheClass.Never)]
    [InlineData("/-/user/org.couchdb.user:jo", RequestKind.Account, null, null, CacheClass.Never)]
    [InlineData("/-/npm/v1/user", RequestKind.Account, null, null, CacheClass.Never)]
    [InlineData("/-/npm/v1/tokens", RequestKind.Account, null, null, CacheClass.Never)]
    [InlineData("/-/v1/done?sessionId=1", RequestKind.Account, null, null, CacheClass.Never)]
    [InlineData("/-/npm/v1/keys", RequestKind.SigningKeys, null, null, CacheClass.Document)]
    [InlineData("/-/npm/v1/attestations/@corp%2fapp@1.0.0", RequestKind.Attestation, "@corp/app", "1.0.0", CacheClass.Document)]
    [InlineData("/-/npm/v1/attestations/a@1.0.0", RequestKind.Attestation, "a", "1.0.0", CacheClass.Document)]
    [InlineData("/-/npm/v1/oidc/token/exchange/package/@corp%2fapp", RequestKind.Account, "@corp/app", null, CacheClass.Never)]
    [InlineData("/-/ping?write=true", RequestKind.Health, null, null, CacheClass.Never)]
    [InlineData("/-/v1/search?text=json&size=20", RequestKind.Search, null, null, CacheClass.Upstream)]
    [InlineData("/-/all", RequestKind.Search, null, null, CacheClass.Upstream)]
    [InlineData("/-/web/detail/x", RequestKind.Unknown, null, null, CacheClass.Never)]
    [InlineData("/", RequestKind.Unknown, null, null, CacheClass.Never)]
    [InlineData("/_session", RequestKind.Unknown, null, null, CacheClass.Never)]
    [InlineData("/@corp/app/deep/er", RequestKind.Unknown, "@corp/app", null, CacheClass.Never)]
    internal void ReadRequest_Interpreted_HasItsMeaning(
        string target, RequestKind kind, string? package, string? version, CacheClass cacheClass)
    {
        var meaning = Format.Interpret("GET", target);

        Assert.Equal((kind, package, version, cacheClass), (meaning.Kind, meaning.Package, meaning.Version, meaning.CacheClass));
        Assert.Equal(RequestAction.Read, meaning.Action);
        Assert.Equal(meaning.Kind, Format.Interpret("HEAD", target).Kind);
    }

    [Theory]
    [InlineData("PUT", "/@corp%2fapp", RequestKind.Publish, RequestAction.Publish, "metadata:npm:@corp/app absent:npm:@corp/app")]
    [InlineData("PUT", "/-/package/@corp%2fapp/dist-tags/next", RequestKind.DistTag, RequestAction.Publish, "metadata:npm:@corp/app")]
    [InlineData("DELETE", "/-/package/@corp%2fapp/dist-tags/next", RequestKind.DistTag, RequestAction.Delete, "metadata:npm:@corp/app")]
    [InlineData("PUT", "/a/next", RequestKind.DistTag, RequestAction.Publish, "metadata:npm:a")]
    [InlineData("DELETE", "/a/-rev/3-abc", RequestKind.Unpublish, RequestAction.Delete, "npm:a")]
    [InlineData("PUT", "/a/-rev/3-abc", RequestKind.Unpublish, RequestAction.Publish, "metadata:npm:a absent:npm:a")]
    [InlineData("DELETE", "/@c/a/-/a-1.0.0.tgz/-rev/4-x", RequestKind.Unpublish, RequestAction.Delete, "metadata:npm:@c/a npm:@c/a@1.0.0")]
    [InlineData("DELETE", "/@c/a/-/@c/a-1.0.0.tgz/-rev/4", RequestKind.Unpublish, RequestAction.Delete, "metadata:npm:@c/a npm:@c/a@1.0.0")]
    [InlineData("POST", "/-/package/a/access", RequestKind.Account, RequestAction.Publish, "npm:a")]
    [InlineData("POST", "/-/npm/v1/security/advisories/bulk", RequestKind.Audit, RequestAction.Read, "")]
    [InlineData("POST", "/-/npm/v1/security/audits/quick", RequestKind.Audit, RequestAction.Read, "")]
    [InlineData("POST", "/-/npm/v1/security/audits", RequestKind.Audit, RequestAction.Read, "")]
    [InlineData("POST", "/-/npm/v1/security/advisories/%62ulk", RequestKind.Audit, RequestAction.Read, "")]
    [InlineData("POST", "/-/npm/v1/security/advisories", RequestKind.Unknown, RequestAction.Publish, "")]
    [InlineData("POST", "/-/npm/v1/security/audits/quick/more", RequestKind.Unknown, RequestAction.Publish, "")]
    [InlineData("PUT", "/-/user/org.couchdb.user:jo", RequestKind.Account, RequestAction.Publish, "")]
    [InlineData("POST", "/-/v1/login", RequestKind.Account, RequestAction.Publish, "")]
    [InlineData("DELETE", "/-/npm/v1/tokens/token/abc", RequestKind.Account, RequestAction.Delete, "")]
    [InlineData("OPTIONS", "/a", RequestKind.Metadata, RequestAction.Read, "")]
    internal void ChangingRequest_Interpreted_IsNeverCachedAndSaysWhatItInvalidates(
        string method, string target, RequestKind kind, RequestAction action, string invalidates)
    {
        var meaning = Format.Interpret(method, target);

        Assert.Equal((kind, action, CacheClass.Never), (meaning.Kind, meaning.Action, meaning.CacheClass));
        Assert.Equal(invalidates, string.Join(' ', meaning.Invalidates));
    }

    [Theory]
    [InlineData("/@corp/app", "/@corp/app")]
    [InlineData("/@corp%2fapp", "/@corp/app")]
    [InlineData("/@corp%2Fapp", "/@corp/app")]
    [InlineData("/%40corp/app", "/@corp/app")]
    [InlineData("/%40corp%2fapp", "/@corp/app")]
    [InlineData("/@corp%2fapp/", "/@corp/app/")]
    [InlineData("/@corp%2fapp?a=%2f", "/@corp/app?a=%2f")]
    [InlineData("/%6codash", "/lodash")]
    [InlineData("/@corp%2fapp/-/app-1.0.0.tgz", "/@corp/app/-/app-1.0.0.tgz")]
    [InlineData("/@corp/app/-/%61pp-1.0.0%2b1.tgz", "/@corp/app/-/app-1.0.0+1.tgz")]
    [InlineData("/-/npm/v1/attestations/%40corp%2Fapp@1.0.0", "/-/npm/v1/attestations/@corp/app@1.0.0")]
    internal void SpellingsOfOnePackage_Interpreted_HaveOneKey(string target, string canonical) =>
        Assert.Equal(canonical, Format.Interpret("GET", target).CanonicalTarget);

    [Theory]
    [InlineData("", TargetFault.NotAbsolute)]
    [InlineData("lodash", TargetFault.NotAbsolute)]
    [InlineData("/lod ash", TargetFault.ForbiddenCharacter)]
    [InlineData("/lodash#x", TargetFault.ForbiddenCharacter)]
    [InlineData("/@corp\\app", TargetFault.ForbiddenCharacter)]
    [InlineData("/lödash", TargetFault.ForbiddenCharacter)]
    [InlineData("/lodash%", TargetFault.BadPercentEscape)]
    [InlineData("/lodash%2", TargetFault.BadPercentEscape)]
    [InlineData("/lodash%zz", TargetFault.BadPercentEscape)]
    [InlineData("/lodash%00", TargetFault.EscapedControl)]
    [InlineData("/lodash%0a", TargetFault.EscapedControl)]
    [InlineData("/lodash%7F", TargetFault.EscapedControl)]
    [InlineData("/lodash%ff", TargetFault.NotUtf8)]
    [InlineData("/a/../@corp/app", TargetFault.DotSegment)]
    [InlineData("/a/%2e%2E/@corp/app", TargetFault.DotSegment)]
    [InlineData("/a/..%2f@corp/app", TargetFault.DotSegment)]
    [InlineData("/a/..;x/@corp/app", TargetFault.DotSegment)]
    [InlineData("/./a", TargetFault.DotSegment)]
    [InlineData("/a/..", TargetFault.DotSegment)]
    [InlineData("//@corp/app", TargetFault.EmptySegment)]
    [InlineData("/@corp//app", TargetFault.EmptySegment)]
    [InlineData("/foo%2fbar", TargetFault.EscapedSeparator)]
    [InlineData("/@corp%2fapp%2fx", TargetFault.EscapedSeparator)]
    [InlineData("/-%2fwhoami", TargetFault.EscapedSeparator)]
    [InlineData("/@corp%2f", TargetFault.EscapedSeparator)]
    [InlineData("/@corp%5capp", TargetFault.EscapedSeparator)]
    [InlineData("/@corp%252fapp", TargetFault.BadPackageName)]
    [InlineData("/@corp", TargetFault.BadPackageName)]
    [InlineData("/@/app", TargetFault.BadPackageName)]
    [InlineData("/a%20b", TargetFault.BadPackageName)]
    [InlineData("/caf%C3%A9", TargetFault.BadPackageName)]
    [InlineData("/@corp/.app", TargetFault.BadPackageName)]
    [InlineData("/@corp/app/-/@other/app-1.0.0.tgz", TargetFault.BadPackageName)]
    [InlineData("/-/package/@corp/dist-tags%20x/dist-tags", TargetFault.BadPackageName)]
    [InlineData("/-/npm/v1/attestations/a", TargetFault.BadPackageName)]
    internal void AmbiguousTarget_Interpreted_IsInvalid(string target, TargetFault fault)
    {
        var meaning = Format.Interpret("GET", target);

        Assert.Equal((RequestKind.Invalid, fault), (meaning.Kind, meaning.Fault));
        Assert.NotEmpty(TargetFaultText.Of(meaning.Fault));
    }

    [Fact]
    public void Search_Interpreted_SaysWhatIsLookedFor() =>
        Assert.Equal("@corp/secret x", Format.Interpret("GET", "/-/v1/search?size=1&text=%40corp%2Fsecret+x").SearchText);

    [Theory]
    [InlineData("/@corp/app", 200, "npm:@corp/app metadata:npm:@corp/app")]
    [InlineData("/@corp/app", 404, "npm:@corp/app metadata:npm:@corp/app absent:npm:@corp/app")]
    [InlineData("/a/-/a-1.0.0.tgz", 200, "npm:a npm:a@1.0.0")]
    [InlineData("/a/-/a-1.0.0.tgz", 404, "npm:a npm:a@1.0.0 absent:npm:a")]
    internal void StoredAnswer_Tagged_IsFoundByPackageVersionAndPublish(string target, int status, string tags) =>
        Assert.Equal(tags, string.Join(' ', Format.Interpret("GET", target).TagsOf(status)));
}
