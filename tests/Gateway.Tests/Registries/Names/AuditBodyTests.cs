using System.IO.Compression;
using System.Text;
using Gateway.Configuration;
using Gateway.Registries.Documents;
using Gateway.Registries.Names;
using Gateway.Tests.Registries.Documents;
using Xunit;

namespace Gateway.Tests.Registries.Names;

public sealed class AuditBodyTests
{
    private static readonly PrivateNames Names = PrivateNames.Compile(RepositoryFormat.Npm, ["@corp/*", "internal-*"]);

    [Theory]
    [InlineData("""{"a":["1.0.0"]}""", """{"a":["1.0.0"]}""", 0)]
    [InlineData("""{"@corp/app":["1.0.0"],"a":["1.0.0","2.0.0"]}""", """{"a":["1.0.0","2.0.0"]}""", 1)]
    [InlineData("""{ "a" : ["1.0.0"] , "@corp/app":["1.0.0"]}""", """{"a":["1.0.0"]}""", 1)]
    [InlineData("""{"@corp/app":["1.0.0"]}""", "{}", 1)]
    [InlineData("""{"@corp\/\u0061pp":["1.0.0"],"b":[]}""", """{"b":[]}""", 1)]
    [InlineData("""{"@CORP/app":["1.0.0"],"internal-x":[{"deep":[1,2]}],"b":[]}""", """{"b":[]}""", 2)]
    [InlineData("""{"internal-x":"1","b":{"@corp/app":1}}""", """{"b":{"@corp/app":1}}""", 1)]
    [InlineData("{}", "{}", 0)]
    public async Task BulkBody_Filtered_LosesItsPrivateNames(string body, string filtered, int withheld)
    {
        for (var chunk = 1; chunk <= body.Length; chunk++)
        {
            Assert.Equal((filtered, withheld), await Filter(AuditForm.Bulk, body, chunk));
        }
    }

    [Fact]
    public async Task TreeBody_Filtered_LosesItsPrivateNamesAtEveryLevel()
    {
        const string body = """
            {"name":"@corp/site","version":"1.0.0","install":["a@1.0.0","@corp/app@2.0.0","@corp/b"],"remove":[],
             "requires":{"a":"^1.0.0","@corp/app":"^2.0.0"},"metadata":{"node_version":"v22"},
             "dependencies":{"a":{"version":"1.0.0","requires":{"internal-x":"1"},"dependencies":{"@corp/c":{"version":"1"},
               "d":{"version":"1"}}},
              "@corp/app":{"version":"2.0.0","requires":{"a":"1"},"dependencies":{"e":{}}},"f":{"requires":true}}}
            """;

        var (filtered, withheld) = await Filter(AuditForm.Tree, body, chunk: 7);

        Assert.Equal(
            """{"version":"1.0.0","install":["a@1.0.0"],"remove":[],"requires":{"a":"^1.0.0"},"metadata":{"node_version":"v22"},"""
            + "\"dependencies\":"
            + """{"a":{"version":"1.0.0","requires":{},"dependencies":{"d":{"version":"1"}}},"f":{"requires":true}}}""",
            filtered);
        Assert.Equal(7, withheld);
    }

    [Fact]
    public async Task TreeBodyOfAPublicProject_Filtered_KeepsItsName() =>
        Assert.Equal(("""{"name":"site","requires":{}}""", 0), await Filter(AuditForm.Tree, """{"name":"site","requires":{}}""", chunk: 5));

    [Fact]
    public async Task CodedBody_Filtered_IsCodedAgain()
    {
        using var coded = new MemoryStream();
        await using (var coder = new GZipStream(coded, CompressionMode.Compress, leaveOpen: true))
        {
            await coder.WriteAsync("""{"@corp/app":["1.0.0"],"a":[]}"""u8.ToArray(), TestContext.Current.CancellationToken);
        }

        coded.Position = 0;
        using var result = new MemoryStream();
        var withheld = await AuditBody.FilterAsync(coded, "gzip", result, AuditForm.Bulk, Names, TestContext.Current.CancellationToken);

        result.Position = 0;
        using var text = new StreamReader(new GZipStream(result, CompressionMode.Decompress));
        Assert.Equal(("""{"a":[]}""", 1), (await text.ReadToEndAsync(TestContext.Current.CancellationToken), withheld));
    }

    [Fact]
    public async Task DecompressionBomb_Filtered_IsRefusedAtTheLimit()
    {
        using var coded = new MemoryStream();
        await using (var coder = new GZipStream(coded, CompressionLevel.Fastest, leaveOpen: true))
        {
            var blanks = new byte[1 << 20];
            Array.Fill(blanks, (byte)' ');
            for (var i = 0; i < 80; i++)
            {
                await coder.WriteAsync(blanks, TestContext.Current.CancellationToken);
            }
        }

        coded.Position = 0;
        var fault = await Assert.ThrowsAsync<RegistryDocumentException>(
            () => AuditBody.FilterAsync(coded, "gzip", Stream.Null, AuditForm.Bulk, Names, TestContext.Current.CancellationToken));

        Assert.Equal(DocumentFault.TooLarge, fault.Fault);
    }

    [Theory]
    [InlineData("", "", DocumentFault.CutShort)]
    [InlineData("[]", "", DocumentFault.NotAnObject)]
    [InlineData("{\"a\":", "", DocumentFault.CutShort)]
    [InlineData("name=a", "", DocumentFault.NotJson)]
    [InlineData("{\"\\ud800\":[]}", "", DocumentFault.NotJson)]
    [InlineData("{}", "gzip", DocumentFault.DamagedCoding)]
    [InlineData("{}", "zstd", DocumentFault.UnknownCoding)]
    [InlineData("{}", "gzip, gzip, gzip", DocumentFault.UnknownCoding)]
    internal async Task WhatIsNoAuditBody_Filtered_IsAFault(string body, string coding, DocumentFault fault)
    {
        var source = new ChunkedStream(Encoding.UTF8.GetBytes(body), 3);

        var thrown = await Assert.ThrowsAsync<RegistryDocumentException>(
            () => AuditBody.FilterAsync(source, coding, Stream.Null, AuditForm.Bulk, Names, TestContext.Current.CancellationToken));

        Assert.Equal(fault, thrown.Fault);
    }

    [Theory]
    [InlineData("/-/npm/v1/security/advisories/bulk", AuditForm.Bulk)]
    [InlineData("/-/npm/v1/security/audits", AuditForm.Tree)]
    [InlineData("/-/npm/v1/security/audits/quick", AuditForm.Tree)]
    internal void AuditPath_Asked_TellsTheForm(string target, AuditForm form) => Assert.Equal(form, AuditBody.FormOf(target));

    private static async Task<(string Body, int Withheld)> Filter(AuditForm form, string body, int chunk)
    {
        using var result = new MemoryStream();
        var source = new ChunkedStream(Encoding.UTF8.GetBytes(body), chunk);
        var withheld = await AuditBody.FilterAsync(source, default, result, form, Names, TestContext.Current.CancellationToken);
        return (Encoding.UTF8.GetString(result.ToArray()), withheld);
    }
}
