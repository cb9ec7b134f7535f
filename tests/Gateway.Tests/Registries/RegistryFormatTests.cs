using FsCheck;
using FsCheck.Fluent;
using Gateway.Configuration;
using Gateway.Registries;
using Xunit;

namespace Gateway.Tests.Registries;

public sealed class RegistryFormatTests
{
    private static readonly RepositoryFormat[] Formats = Enum.GetValues<RepositoryFormat>();

    /// <summary>Pieces that paths are made of, well and badly, so that random targets reach deep into the readings.</summary>
    private static readonly string[] Pieces =
    [
        "/", "/", "/", "-", "@corp", "@", "app", "App", "!app", "!", "%2f", "%2F", "%40", "%", "%zz", "%00", "%2e", ".", "..", ";", "\\",
        "//", "@v", "@latest", "list", "v1.0.0", ".zip", ".info", ".tgz", "app-1.0.0.tgz", "sumdb", "lookup", "tile", "8", "0", "001", ".p",
        "latest", "index.json", "registration", "1.0.0", ".nupkg", "?", "write=true", "go-get=1", "&", "=", "-rev", "package", "npm", "v1",
        "attestations", "a@1.0.0", "e.co", "download", "%C3%A9", "%ff", "é", "\0", " ", "#", "x", "oidc", "query", "autocomplete",
        "dist-tags", "",
    ];

    private static readonly Gen<string> Targets =
        Gen.OneOf(
            Gen.Elements(Pieces).ArrayOf().Select(pieces => "/" + string.Concat(pieces)),
            ArbMap.Default.GeneratorFor<string>().Select(text => text ?? ""));

    private static readonly Gen<string> Methods = Gen.Elements("GET", "HEAD", "PUT", "POST", "DELETE", "OPTIONS", "", "get", "PURGE");

    [Fact]
    public void AnyTarget_Interpreted_GivesAMeaningThatIsConsistent() =>
        Prop.ForAll(Targets.ToArbitrary(), Methods.ToArbitrary(), (target, method) =>
        {
            foreach (var format in Formats)
            {
                var meaning = RegistryFormats.Of(format).Interpret(method, target);
                Assert.Equal(format, meaning.Format);
                Assert.Equal(meaning.Kind == RequestKind.Invalid, meaning.Fault != TargetFault.None);
                Assert.True(meaning.Version is null || meaning.Package is not null);
                Assert.True(meaning.CacheClass == CacheClass.Never || method is "GET" or "HEAD");
                Assert.NotEmpty(TargetFaultText.Of(meaning.Fault));
                Assert.DoesNotContain(meaning.TagsOf(404), string.IsNullOrEmpty);
            }
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(3000));

    /// <summary>Two targets share a key only if they are the same resource: the canonical target, read again, means the same.</summary>
    [Fact]
    public void AnyTarget_CanonicalTargetReadAgain_MeansTheSame() =>
        Prop.ForAll(Targets.ToArbitrary(), target =>
        {
            foreach (var format in Formats)
            {
                var meaning = RegistryFormats.Of(format).Interpret("GET", target);
                var again = RegistryFormats.Of(format).Interpret("GET", meaning.CanonicalTarget);
                Assert.Equal(meaning, again with { Invalidates = meaning.Invalidates });
            }
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(3000));

    [Theory]
    [InlineData("/a//b", TargetFault.None)]
    [InlineData("/a%2fb", TargetFault.None)]
    [InlineData("/a?b=%", TargetFault.None)]
    [InlineData("/a%0ab", TargetFault.None)]
    [InlineData("/a/...", TargetFault.None)]
    [InlineData("/a/..b", TargetFault.None)]
    [InlineData("/a/;x", TargetFault.None)]
    [InlineData("/a%00", TargetFault.EscapedControl)]
    [InlineData("/a%g0", TargetFault.BadPercentEscape)]
    [InlineData("/a/..", TargetFault.DotSegment)]
    [InlineData("/a/%2e./b", TargetFault.DotSegment)]
    [InlineData("/a%2f..%2fb", TargetFault.DotSegment)]
    [InlineData("/a%5c..%5cb", TargetFault.DotSegment)]
    [InlineData("/a/..;p=1/b", TargetFault.DotSegment)]
    [InlineData("/.?x", TargetFault.DotSegment)]
    internal void GenericTarget_Interpreted_PassesUnlessAServerCouldLeaveTheMount(string target, TargetFault fault)
    {
        var meaning = RegistryFormats.Of(RepositoryFormat.Generic).Interpret("GET", target);

        Assert.Equal(fault, meaning.Fault);
        Assert.Equal(target, meaning.CanonicalTarget);
    }

    [Fact]
    public void EveryCacheClass_AskedForItsLifetimes_HasARow() =>
        Assert.All(
            Enum.GetValues<CacheClass>(),
            cacheClass => Assert.Equal(cacheClass != CacheClass.Never, CacheClassDefaults.Of(cacheClass).Stored));
}
