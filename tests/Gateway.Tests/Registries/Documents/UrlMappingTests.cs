using System.Text;
using Gateway.Registries.Documents;
using Gateway.Registries.Npm;
using Gateway.Registries.NuGet;
using Xunit;

namespace Gateway.Tests.Registries.Documents;

public sealed class UrlMappingTests
{
    private const string Public = RewrittenDocument.PublicBase;

    [Theory]
    [InlineData("a", "http://registry.internal:4873/npm/a/-/a-1.0.0.tgz", "/a/-/a-1.0.0.tgz")]
    [InlineData("a", "https://registry.internal:4873/npm/a/-/a-1.0.0.tgz", "/a/-/a-1.0.0.tgz")]
    [InlineData("a", "https://canonical.example/a/-/a-1.0.0.tgz", "/a/-/a-1.0.0.tgz")]
    [InlineData("a", "https://canonical.example/some/where/a/-/a-1.0.0.tgz", "/a/-/a-1.0.0.tgz")]
    [InlineData("@c/a", "https://canonical.example/@c/a/-/a-1.0.0.tgz", "/@c/a/-/a-1.0.0.tgz")]
    [InlineData("@c/a", "https://canonical.example/@c%2fa/-/a-1.0.0.tgz", "/@c/a/-/a-1.0.0.tgz")]
    [InlineData("@c/a", "https://canonical.example/%40c%2Fa/-/a-1.0.0.tgz", "/@c/a/-/a-1.0.0.tgz")]
    [InlineData("@c/a", "https://canonical.example/@c/a/-/@c/a-1.0.0.tgz", "/@c/a/-/@c/a-1.0.0.tgz")]
    [InlineData("a", "https://canonical.example/a/-/a-1.0.0%2Bb.tgz", "/a/-/a-1.0.0%2Bb.tgz")]
    [InlineData("-", "https://canonical.example/-/-/--0.0.1.tgz", "/-/-/--0.0.1.tgz")]
    [InlineData("a", "http://registry.internal:4873/npm/files/a.tgz?sig=1", "/files/a.tgz?sig=1")]
    [InlineData("@c/a", "http://registry.internal:4873/npm/download/@c/a/1.0.0/abc", "/download/@c/a/1.0.0/abc")]
    [InlineData("a", "https://canonical.example/b/-/b-1.0.0.tgz", null)]
    [InlineData("a", "https://canonical.example/xa/-/a-1.0.0.tgz", null)]
    [InlineData("a", "https://canonical.example/@c/a/-/@d/a-1.0.0.tgz", null)]
    [InlineData("a", "https://canonical.example/a/-/a-1.0.0.tgz?token=x", null)]
    [InlineData("a", "https://blobs.example/0123/a.tgz", null)]
    [InlineData("a", "https://registry.internal:4873.evil.example/npm/files/a.tgz", null)]
    [InlineData("a", "https://registry.internal:4873@evil.example/npm/files/a.tgz", null)]
    [InlineData("a", "http://registry.internal:4873/npmother/files/a.tgz", null)]
    [InlineData("a", "http://registry.internal:4873/npm/../secret", null)]
    [InlineData("a", "http://registry.internal/npm/files/a.tgz", null)]
    [InlineData("a", "ftp://canonical.example/a/-/a-1.0.0.tgz", null)]
    [InlineData("a", "/a/-/a-1.0.0.tgz", null)]
    [InlineData("a", "https:///a/-/a-1.0.0.tgz", null)]
    [InlineData("a", "", null)]
    public void TarballUrl_Mapped_LeadsToTheGatewayOrStays(string package, string url, string? target) =>
        Assert.Equal(target is null ? null : Public + target, new TarballUrlMapping(RewrittenDocument.Mapping, package).Tarball(url));

    [Theory]
    [InlineData("https://blobs.example/a.tgz", true)]
    [InlineData("ftp://blobs.example/a.tgz", true)]
    [InlineData("//blobs.example/a.tgz", true)]
    [InlineData("\\\\blobs.example/a.tgz", true)]
    [InlineData("/\\blobs.example/a.tgz", true)]
    [InlineData(" https://blobs.example/a.tgz", true)]
    [InlineData("/\t/blobs.example/a.tgz", true)]
    [InlineData("https:blobs.example/a.tgz", true)]
    [InlineData("/a/-/a-1.0.0.tgz", false)]
    [InlineData("a-1.0.0.tgz", false)]
    [InlineData("", false)]
    public void TarballUrlThatStays_Judged_IsForeignWhereAClientCouldLeaveByIt(string url, bool isForeign) =>
        Assert.Equal(isForeign, TarballUrlMapping.IsForeign(url));

    [Theory]
    [InlineData("@c/a", "https://canonical.example/-/npm/v1/attestations/@c%2fa@1.0.0", "/-/npm/v1/attestations/@c%2fa@1.0.0")]
    [InlineData("a", "https://canonical.example/npm/-/npm/v1/attestations/a@1.0.0", "/-/npm/v1/attestations/a@1.0.0")]
    [InlineData("a", "https://canonical.example/-/npm/v1/attestations/b@1.0.0", null)]
    [InlineData("a", "https://canonical.example/attest/a@1.0.0", null)]
    public void AttestationsUrl_Mapped_LeadsToTheGatewayOrStays(string package, string url, string? target) =>
        Assert.Equal(target is null ? null : Public + target, new TarballUrlMapping(RewrittenDocument.Mapping, package).Attestations(url));

    [Theory]
    [InlineData("https://Registry.example:443/a", "https://registry.example/", "/a")]
    [InlineData("http://registry.example:80/a", "https://registry.example/", "/a")]
    [InlineData("http://registry.example:443/a", "https://registry.example/", null)]
    [InlineData("https://registry.example", "https://registry.example/", "")]
    [InlineData("https://registry.example?x", "https://registry.example/", "?x")]
    [InlineData("https://[::1]:8080/v3/x", "https://[::1]:8080/v3", "/x")]
    public void Url_AskedWhetherOnTheUpstream_IgnoresSchemeAndItsOwnPort(string url, string upstream, string? target) =>
        Assert.Equal(target, new UpstreamUrlMapping([new Uri(upstream)], Public).TargetOn(url));

    [Fact]
    public async Task ServiceIndex_Rewritten_LeadsResourcesOfTheUpstreamToTheGateway()
    {
        const string index = """
            {"version":"3.0.0","resources":[{"@id":"http://registry.internal:4873/npm/v3/query","@type":"SearchQueryService"},
             {"@id":"https://elsewhere.example/v3/query","@type":"x","comment":"http://registry.internal:4873/npm/v3/query"}],
             "@context":{"@vocab":"http://schema.example/services#","comment":"x"}}
            """;

        var rewritten = await RewrittenDocument.Of(new NuGetDocumentRule(RewrittenDocument.Mapping), Encoding.UTF8.GetBytes(index));

        Assert.Equal(
            index.Replace(
                "{\"@id\":\"http://registry.internal:4873/npm/v3/query\"", $"{{\"@id\":\"{Public}/v3/query\"", StringComparison.Ordinal),
            rewritten);
    }

    [Fact]
    public async Task Registration_Rewritten_LeadsPagesLeavesAndContentToTheGateway()
    {
        const string upstream = "http://registry.internal:4873/npm/v3/reg/";
        var page = """
            {"@id":"UPSTREAM/a/index.json","items":[{"@id":"UPSTREAM/a/page/1.json","parent":"UPSTREAM/a/index.json","items":[
            {"packageContent":"UPSTREAM/a.1.nupkg","registration":"UPSTREAM/a/index.json","catalogEntry":{"@id":"UPSTREAM/c","id":"a"}},
            {"catalogEntry":"UPSTREAM/c"}]}]}
            """.Replace("UPSTREAM/", upstream, StringComparison.Ordinal);

        var rewritten = await RewrittenDocument.Of(new NuGetDocumentRule(RewrittenDocument.Mapping), Encoding.UTF8.GetBytes(page));

        Assert.Equal(page.Replace(upstream, $"{Public}/v3/reg/", StringComparison.Ordinal), rewritten);
    }
}
