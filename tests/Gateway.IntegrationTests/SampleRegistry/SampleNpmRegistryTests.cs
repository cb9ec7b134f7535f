using System.Formats.Tar;
using System.IO.Compression;
using System.Net;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text.Json;

namespace Gateway.IntegrationTests.SampleRegistry;

public sealed class SampleNpmRegistryTests(RunningSampleRegistry registry) : IClassFixture<RunningSampleRegistry>
{
    private const string AbbreviatedType = "application/vnd.npm.install-v1+json";
    private const string NpmAccept = AbbreviatedType + "; q=1.0, application/json; q=0.8, */*";

    [Theory]
    [InlineData("prod", "1.0.0")]
    [InlineData("test", "1.1.0")]
    [InlineData("dev", "1.2.0")]
    public async Task EnvironmentInPath_PackumentAsked_LatestIsThatEnvironments(string environment, string latest)
    {
        var packument = await JsonOf($"/{environment}/npm/@sample%2fapp-kit");

        Assert.Equal(latest, packument.GetProperty("dist-tags").GetProperty("latest").GetString());
        Assert.True(packument.GetProperty("versions").TryGetProperty(latest, out _));
    }

    [Theory]
    [InlineData("@sample%2fapp-kit")]
    [InlineData("@sample%2Fapp-kit")]
    [InlineData("@sample/app-kit")]
    [InlineData("%40sample%2fapp-kit")]
    [InlineData("%40sample/app-kit")]
    public async Task ScopedName_AnySpelling_IsTheSamePackage(string spelling)
    {
        var packument = await JsonOf("/dev/npm/" + spelling);

        Assert.Equal("@sample/app-kit", packument.GetProperty("name").GetString());
    }

    [Fact]
    public async Task ScopedName_EncodedTwice_IsNotFound()
    {
        using var response = await registry.GetAsync("/dev/npm/@sample%252fapp-kit");

        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
    }

    [Theory]
    [InlineData(NpmAccept, AbbreviatedType, false)]
    [InlineData("application/json", "application/json", true)]
    [InlineData("*/*", "application/json", true)]
    [InlineData(AbbreviatedType + "; q=0.5, application/json", "application/json", true)]
    [InlineData(AbbreviatedType + "; q=0, application/json; q=0", "application/json", true)]
    public async Task Accept_PackumentAsked_ChoosesTheForm(string accept, string contentType, bool hasTime)
    {
        using var response = await registry.GetAsync("/dev/npm/sample-words", ("Accept", accept));
        var packument = await response.Content.ReadFromJsonAsync<JsonElement>(TestContext.Current.CancellationToken);

        Assert.Equal(contentType, response.Content.Headers.ContentType?.ToString());
        Assert.Equal(hasTime, packument.TryGetProperty("time", out _));
        Assert.Equal("Accept", response.Headers.Vary.ToString());
        Assert.Equal("public, max-age=300", response.Headers.CacheControl?.ToString());
    }

    [Fact]
    public async Task Packument_TarballUrl_NamesTheHostThatWasAsked()
    {
        using var response = await registry.GetAsync("/test/npm/sample-greeter", ("Host", "modules.example:1234"));
        var packument = await response.Content.ReadFromJsonAsync<JsonElement>(TestContext.Current.CancellationToken);

        var tarball = packument.GetProperty("versions").GetProperty("1.1.0").GetProperty("dist").GetProperty("tarball").GetString();
        Assert.Equal("http://modules.example:1234/test/npm/sample-greeter/-/sample-greeter-1.1.0.tgz", tarball);
    }

    [Fact]
    public async Task EveryRelease_TarballFetched_MatchesIntegrityAndHoldsItsManifest()
    {
        string[] names = ["@sample/app-kit", "@sample/palette", "sample-greeter", "sample-words"];
        foreach (var name in names)
        {
            var packument = await JsonOf("/dev/npm/" + name);
            foreach (var version in packument.GetProperty("versions").EnumerateObject())
            {
                var dist = version.Value.GetProperty("dist");
                var path = new Uri(dist.GetProperty("tarball").GetString()!).AbsolutePath;
                using var response = await registry.GetAsync(path);
                var bytes = await response.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken);

                Assert.Equal(dist.GetProperty("integrity").GetString(), "sha512-" + Convert.ToBase64String(SHA512.HashData(bytes)));
                Assert.Equal("public, max-age=31536000, immutable", CacheControlOf(response));
                Assert.Equal((name, version.Name), ManifestOf(bytes));
            }
        }
    }

    [Fact]
    public async Task TarballOfAnotherEnvironment_Asked_IsNotFoundWithAJsonError()
    {
        using var response = await registry.GetAsync("/prod/npm/sample-words/-/sample-words-1.2.0.tgz");
        var error = await response.Content.ReadFromJsonAsync<JsonElement>(TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
        Assert.Contains("sample-words-1.2.0.tgz", error.GetProperty("error").GetString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/dev/npm/sample-words")]
    [InlineData("/dev/npm/sample-words/-/sample-words-1.0.0.tgz")]
    public async Task ValidatorsOfAnAnswer_SentBack_AnswerNotModified(string target)
    {
        using var first = await registry.GetAsync(target);
        var modified = first.Content.Headers.LastModified!.Value.ToString("R");

        using var byTag = await registry.GetAsync(target, ("If-None-Match", first.Headers.ETag!.ToString()));
        using var byTime = await registry.GetAsync(target, ("If-Modified-Since", modified));

        Assert.False(first.Headers.ETag.IsWeak);
        Assert.Equal(HttpStatusCode.NotModified, byTag.StatusCode);
        Assert.Equal(first.Headers.ETag, byTag.Headers.ETag);
        Assert.Equal(first.Headers.CacheControl, byTag.Headers.CacheControl);
        Assert.Equal(first.Headers.Vary, byTag.Headers.Vary);
        Assert.Equal(HttpStatusCode.NotModified, byTime.StatusCode);
    }

    [Fact]
    public async Task TwoForms_OfOnePackument_HaveTheirOwnTags()
    {
        using var full = await registry.GetAsync("/dev/npm/sample-words", ("Accept", "application/json"));
        using var abbreviated = await registry.GetAsync("/dev/npm/sample-words", ("Accept", NpmAccept));

        Assert.NotEqual(full.Headers.ETag, abbreviated.Headers.ETag);
    }

    [Fact]
    public async Task Tarball_RangeAsked_IsThatPart()
    {
        using var whole = await registry.GetAsync("/dev/npm/sample-words/-/sample-words-1.0.0.tgz");
        var bytes = await whole.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken);

        using var part = await registry.GetAsync("/dev/npm/sample-words/-/sample-words-1.0.0.tgz", ("Range", "bytes=10-19"));
        using var beyond = await registry.GetAsync("/dev/npm/sample-words/-/sample-words-1.0.0.tgz", ("Range", $"bytes={bytes.Length}-"));

        Assert.Equal(HttpStatusCode.PartialContent, part.StatusCode);
        Assert.Equal(bytes[10..20], await part.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken));
        Assert.Equal(HttpStatusCode.RequestedRangeNotSatisfiable, beyond.StatusCode);
    }

    [Fact]
    public async Task Head_OfAPackument_HasTheFieldsOfGetAndNoBody()
    {
        using var get = await registry.GetAsync("/dev/npm/sample-words");
        using var head = await registry.SendAsync(HttpMethod.Head, "/dev/npm/sample-words");

        Assert.Equal(get.Content.Headers.ContentLength, head.Content.Headers.ContentLength);
        Assert.Equal(get.Headers.ETag, head.Headers.ETag);
        Assert.Empty(await head.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken));
    }

    [Theory]
    [InlineData("GET", "/dev/npm/-/ping", 200)]
    [InlineData("GET", "/dev/npm/-/whoami", 401)]
    [InlineData("GET", "/dev/npm/-/package/@sample%2fapp-kit/dist-tags", 200)]
    [InlineData("GET", "/dev/npm/sample-words/next", 200)]
    [InlineData("GET", "/prod/npm/sample-words/next", 404)]
    [InlineData("POST", "/dev/npm/-/npm/v1/security/advisories/bulk", 200)]
    [InlineData("POST", "/dev/npm/-/npm/v1/security/audits/quick", 200)]
    [InlineData("GET", "/dev/npm/-/npm/v1/security/audits/quick", 405)]
    [InlineData("PUT", "/dev/npm/@sample%2fapp-kit", 405)]
    [InlineData("DELETE", "/dev/npm/sample-words/-rev/1", 405)]
    [InlineData("GET", "/dev/npm/no-such-package", 404)]
    [InlineData("GET", "/dev/npm/@sample", 404)]
    [InlineData("GET", "/dev/npm/", 200)]
    [InlineData("GET", "/staging/npm/sample-words", 404)]
    [InlineData("GET", "/health", 200)]
    [InlineData("GET", "/", 200)]
    public async Task Service_Asked_AnswersItsStatus(string method, string target, int status)
    {
        using var response = await registry.SendAsync(new HttpMethod(method), target);

        Assert.Equal(status, (int)response.StatusCode);
    }

    [Fact]
    public async Task Publish_Tried_SaysThatTheRegistryIsReadOnly()
    {
        using var response = await registry.SendAsync(HttpMethod.Put, "/dev/npm/my-package");
        var error = await response.Content.ReadFromJsonAsync<JsonElement>(TestContext.Current.CancellationToken);

        Assert.Contains("read-only", error.GetProperty("error").GetString(), StringComparison.Ordinal);
        Assert.Equal(["GET", "HEAD"], response.Content.Headers.Allow);
    }

    [Fact]
    public async Task Search_ByWord_FindsTheEnvironmentsRelease()
    {
        var found = await JsonOf("/test/npm/-/v1/search?text=greeter&size=20");

        var only = Assert.Single(found.GetProperty("objects").EnumerateArray());
        Assert.Equal("1.1.0", only.GetProperty("package").GetProperty("version").GetString());
    }

    [Fact]
    public async Task Requests_Counted_AreFoundByMethodAndRawPath()
    {
        const string Target = "/test/npm/@sample%2Fpalette";
        var before = registry.Host.Requests.CountOf("GET", Target);

        (await registry.GetAsync(Target + "?write=true")).Dispose();

        Assert.Equal(before + 1, registry.Host.Requests.CountOf("GET", Target));
    }

    private static string CacheControlOf(HttpResponseMessage response) =>
        Assert.Single(response.Headers.NonValidated["Cache-Control"]);

    private static (string Name, string Version) ManifestOf(byte[] tarball)
    {
        using var tar = new TarReader(new GZipStream(new MemoryStream(tarball), CompressionMode.Decompress));
        while (tar.GetNextEntry() is { } entry)
        {
            if (string.Equals(entry.Name, "package/package.json", StringComparison.Ordinal))
            {
                using var manifest = JsonDocument.Parse(entry.DataStream!);
                return (manifest.RootElement.GetProperty("name").GetString()!, manifest.RootElement.GetProperty("version").GetString()!);
            }
        }

        throw new InvalidDataException("The tarball has no package/package.json.");
    }

    private async Task<JsonElement> JsonOf(string target)
    {
        using var response = await registry.GetAsync(target);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        return await response.Content.ReadFromJsonAsync<JsonElement>(TestContext.Current.CancellationToken);
    }
}
