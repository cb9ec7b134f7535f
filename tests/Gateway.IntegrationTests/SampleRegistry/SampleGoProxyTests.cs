using System.IO.Compression;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json;

namespace Gateway.IntegrationTests.SampleRegistry;

public sealed class SampleGoProxyTests(RunningSampleRegistry registry) : IClassFixture<RunningSampleRegistry>
{
    [Theory]
    [InlineData("prod", "v1.0.0\n")]
    [InlineData("test", "v1.0.0\nv1.1.0\n")]
    [InlineData("dev", "v1.0.0\nv1.1.0\nv1.2.0\n")]
    public async Task EnvironmentInPath_ListAsked_HasThatEnvironmentsVersions(string environment, string list)
    {
        using var response = await registry.GetAsync($"/{environment}/go/sample.example/!greeter/@v/list");

        Assert.Equal(list, await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        Assert.Equal("text/plain; charset=utf-8", response.Content.Headers.ContentType?.ToString());
        Assert.Equal(TimeSpan.FromMinutes(1), response.Headers.CacheControl?.MaxAge);
    }

    [Theory]
    [InlineData("prod", "v1.0.0")]
    [InlineData("test", "v1.1.0")]
    [InlineData("dev", "v1.2.0")]
    public async Task EnvironmentInPath_LatestAsked_IsThatEnvironmentsNewest(string environment, string version)
    {
        using var response = await registry.GetAsync($"/{environment}/go/sample.example/words/@latest");
        var info = await response.Content.ReadFromJsonAsync<JsonElement>(TestContext.Current.CancellationToken);

        Assert.Equal(version, info.GetProperty("Version").GetString());
        Assert.Equal(2025, info.GetProperty("Time").GetDateTime().Year);
    }

    [Fact]
    public async Task ModuleWithDependency_ModAsked_RequiresIt()
    {
        using var response = await registry.GetAsync("/test/go/sample.example/!greeter/@v/v1.1.0.mod");

        Assert.Equal(
            "module sample.example/Greeter\n\ngo 1.18\n\nrequire sample.example/words v1.1.0\n",
            await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Zip_Opened_HasEveryFileBelowModuleAtVersion()
    {
        using var response = await registry.GetAsync("/dev/go/sample.example/!greeter/@v/v1.2.0.zip");
        using var zip = new ZipArchive(await response.Content.ReadAsStreamAsync(TestContext.Current.CancellationToken));

        Assert.Equal("application/zip", response.Content.Headers.ContentType?.ToString());
        Assert.Equal(
            [
                "sample.example/Greeter@v1.2.0/cmd/greet/main.go",
                "sample.example/Greeter@v1.2.0/go.mod",
                "sample.example/Greeter@v1.2.0/greeter.go",
            ],
            zip.Entries.Select(entry => entry.FullName).Order(StringComparer.Ordinal),
            StringComparer.Ordinal);
    }

    [Theory]
    [InlineData("/dev/go/sample.example/!greeter/@v/v1.2.0.info", 200)]
    [InlineData("/dev/go/sample.example/%21greeter/%40v/v1.2.0.info", 200)]
    [InlineData("/prod/go/sample.example/!greeter/@v/v1.2.0.info", 404)]
    [InlineData("/dev/go/sample.example/Greeter/@v/list", 404)]
    [InlineData("/dev/go/sample.example/greeter/@v/list", 404)]
    [InlineData("/dev/go/sample.example/words!/@v/list", 404)]
    [InlineData("/dev/go/sample.example/words/@v/v1.0.0.sum", 404)]
    [InlineData("/dev/go/sample.example/words/@v/", 404)]
    [InlineData("/dev/go/", 404)]
    public async Task Path_Asked_AnswersByTheProtocol(string target, int status)
    {
        using var response = await registry.GetAsync(target);

        Assert.Equal(status, (int)response.StatusCode);
    }

    [Fact]
    public async Task UnknownModule_Asked_IsToldInPlainText()
    {
        using var response = await registry.GetAsync("/dev/go/sample.example/absent/@v/list");

        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
        Assert.Equal("text/plain; charset=utf-8", response.Content.Headers.ContentType?.ToString());
        Assert.Equal(
            "not found: sample.example/absent: the sample registry has no such module\n",
            await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Zip_TagSentBack_AnswersNotModified()
    {
        const string Target = "/dev/go/sample.example/words/@v/v1.0.0.zip";
        using var first = await registry.GetAsync(Target);
        using var second = await registry.GetAsync(Target, ("If-None-Match", first.Headers.ETag!.ToString()));

        Assert.Equal(HttpStatusCode.NotModified, second.StatusCode);
    }

    [Fact]
    public async Task Post_ToTheProxy_IsNotAllowed()
    {
        using var response = await registry.SendAsync(HttpMethod.Post, "/dev/go/sample.example/words/@v/list");

        Assert.Equal(HttpStatusCode.MethodNotAllowed, response.StatusCode);
    }
}
