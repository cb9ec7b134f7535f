using System.IO.Pipelines;
using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Gateway.Registries.Documents;
using Xunit;

namespace Gateway.Tests.Registries.Documents;

public sealed class PackumentRewritingTests
{
    private const string Public = RewrittenDocument.PublicBase;

    /// <summary>
    /// White space, escapes, number forms, an unusual order, and the same property names in places that mean something else.
    /// </summary>
    private const string Small = """
        { "_id" : "@corp/app","dist":{"tarball":"http://other.example/@corp/app/-/app-0.0.1.tgz"},
          "versions":{"1.0.0":{"name":"@corp\/app","dist":{"shasum":"x",
            "tarball":"http:\/\/registry.internal:4873\/npm\/@corp\/app\/-\/app-1.0.0.tgz",
            "attestations":{"url":"http://registry.internal:4873/npm/-/npm/v1/attestations/@corp%2fapp@1.0.0",
            "provenance":{"url":"http://x/"}},
            "size":1.50E+2,"nested":[{"tarball":"http://registry.internal:4873/npm/@corp/app/-/app-1.0.0.tgz"}]},
            "deep":{"versions":{"dist":{"tarball":"http://registry.internal:4873/npm/@corp/app/-/app-1.0.0.tgz"}}}},
           "1.1.0":{"dist":{"t\u0061rball":"http://registry.internal:4873/npm/@corp/app/-/app-1.1.0.tgz"},"x":null,"y":[true,false,[]]}},
          "readme":"\u00e9 é 😀 \\ \" tarball", "time":{} }
        """;

    private static readonly string SmallRewritten = Small
        .Replace("http://other.example/@corp/app/-/app-0.0.1.tgz", $"{Public}/@corp/app/-/app-0.0.1.tgz", StringComparison.Ordinal)
        .Replace(
            @"http:\/\/registry.internal:4873\/npm\/@corp\/app\/-\/app-1.0.0.tgz",
            $"{Public}/@corp/app/-/app-1.0.0.tgz",
            StringComparison.Ordinal)
        .Replace(
            "http://registry.internal:4873/npm/-/npm/v1/attestations/@corp%2fapp@1.0.0",
            $"{Public}/-/npm/v1/attestations/@corp%2fapp@1.0.0",
            StringComparison.Ordinal)
        .Replace(
            "http://registry.internal:4873/npm/@corp/app/-/app-1.1.0.tgz", $"{Public}/@corp/app/-/app-1.1.0.tgz", StringComparison.Ordinal);

    [Fact]
    public async Task Packument_Rewritten_ChangesItsUrlsAndNotOneByteElse() =>
        Assert.Equal(SmallRewritten, await RewrittenDocument.Of("@corp/app", Small));

    [Fact]
    public async Task Packument_CutIntoAnyChunks_ComesOutTheSame()
    {
        for (var chunk = 1; chunk <= 70; chunk++)
        {
            Assert.Equal(SmallRewritten, await RewrittenDocument.Of("@corp/app", Small, chunk, block: 16));
        }
    }

    [Fact]
    public async Task Packument_CutShortAnywhere_IsAFault()
    {
        var bytes = Encoding.UTF8.GetBytes(Small);
        for (var length = 0; length < bytes.Length; length++)
        {
            var fault = await Assert.ThrowsAsync<RegistryDocumentException>(
                () => RewrittenDocument.Of(RewrittenDocument.RuleFor("@corp/app"), bytes[..length]));
            Assert.Equal(DocumentFault.CutShort, fault.Fault);
        }
    }

    [Fact]
    public void AnyJson_RewrittenInAnyBlocks_IsReadAsBeforeOrRefused() =>
        Prop.ForAll(Documents.ToArbitrary(), Gen.Choose(1, 40).ToArbitrary(), (document, chunk) =>
        {
            var bytes = Encoding.UTF8.GetBytes(document);
            var whole = Outcome(bytes, int.MaxValue, JsonTransfer.DefaultBlockSize);
            Assert.Equal(whole, Outcome(bytes, chunk, block: 16));
            var isFault = whole.StartsWith("fault ", StringComparison.Ordinal);
            Assert.True(isFault || whole == document || whole.Contains(Public, StringComparison.Ordinal));
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(2000));

    [Theory]
    [InlineData("<!DOCTYPE html>", DocumentFault.NotJson)]
    [InlineData("", DocumentFault.CutShort)]
    [InlineData("  ", DocumentFault.CutShort)]
    [InlineData("[]", DocumentFault.NotAnObject)]
    [InlineData("null", DocumentFault.NotAnObject)]
    [InlineData("\"text\"", DocumentFault.NotAnObject)]
    [InlineData("{} {}", DocumentFault.NotJson)]
    [InlineData("{},", DocumentFault.NotJson)]
    [InlineData("{\"a\":1,}", DocumentFault.NotJson)]
    [InlineData("{'a':1}", DocumentFault.NotJson)]
    [InlineData("{\"a\":\"\n\"}", DocumentFault.NotJson)]
    [InlineData("{\"dist\":{\"tarball\":\"\\ud800\"}}", DocumentFault.NotJson)]
    internal async Task WhatIsNoPackument_Rewritten_IsAFault(string document, DocumentFault fault) =>
        Assert.Equal(fault, (await Assert.ThrowsAsync<RegistryDocumentException>(() => RewrittenDocument.Of("a", document))).Fault);

    [Fact]
    public async Task MillionLevels_Rewritten_AreTooDeep()
    {
        var document = "{\"a\":" + new string('[', 1_000_000);

        var fault = await Assert.ThrowsAsync<RegistryDocumentException>(() => RewrittenDocument.Of("a", document));

        Assert.Equal(DocumentFault.TooDeep, fault.Fault);
    }

    [Fact]
    public async Task TokenBeyondTheLimit_Rewritten_IsRefusedBeforeItIsRead()
    {
        var limits = DocumentLimits.Upstream with { MaxTokenLength = 1 << 20 };
        var document = Encoding.UTF8.GetBytes("{\"readme\":\"" + new string('x', 8 << 20) + "\"}");
        var source = new ChunkedStream(document, int.MaxValue);
        var rewriter = new JsonStringRewriter(RewrittenDocument.RuleFor("a"), limits);

        var fault = await Assert.ThrowsAsync<RegistryDocumentException>(
            () => rewriter.RewriteAsync(source, PipeWriter.Create(Stream.Null), flushAt: 1, TestContext.Current.CancellationToken));

        Assert.Equal(DocumentFault.TokenTooLong, fault.Fault);
        Assert.True(source.Given <= 4 << 20, $"{source.Given} bytes were read.");
    }

    [Fact]
    public async Task DocumentBeyondTheLimit_Rewritten_IsTooLarge()
    {
        var limits = DocumentLimits.Upstream with { MaxLength = 100 };
        var document = Encoding.UTF8.GetBytes($"{{\"a\":\"{new string('x', 100)}\"}}");

        var fault = await Assert.ThrowsAsync<RegistryDocumentException>(
            () => RewrittenDocument.Of(RewrittenDocument.RuleFor("a"), document, limits: limits));

        Assert.Equal(DocumentFault.TooLarge, fault.Fault);
    }

    [Fact]
    public async Task ByteOrderMark_Rewritten_StaysWhereItWas()
    {
        var document = "\uFEFF{\"a\":1}";

        Assert.Equal(document, await RewrittenDocument.Of("a", document));
        Assert.Equal(document, await RewrittenDocument.Of("a", document, chunk: 1));
    }

    private static readonly Gen<string> Documents = Gen.Elements(
        "{", "}", "[", "]", ":", ",", "\"versions\"", "\"1.0.0\"", "\"dist\"", "\"tarball\"", "\"attestations\"", "\"url\"", "\"é\"",
        "1", "-", "true", "null", " ", "\"http://h/a/-/a-1.0.0.tgz\"", "\"", "\\u0061", "{\"dist\":{\"tarball\":\"http://h/a/-/a-1.tgz\"}",
        "{\"versions\":{\"1\":{\"dist\":{", "{\"x\":[{\"dist\":{}}],\"versions\":[{\"dist\":{\"tarball\":\"http://h/a/-/a-1.tgz\"}}],",
        "\"dist\":{\"tarball\":\"http://h/a/-/b.tgz\"}}")
        .ArrayOf().Select(string.Concat);

    private static string Outcome(byte[] document, int chunk, int block)
    {
        try
        {
            return RewrittenDocument.Of(RewrittenDocument.RuleFor("a"), document, chunk, block).GetAwaiter().GetResult();
        }
        catch (RegistryDocumentException exception)
        {
            return $"fault {exception.Fault}";
        }
    }
}
