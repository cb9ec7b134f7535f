using Gateway.SampleRegistry;
using Microsoft.Extensions.Logging.Abstractions;

namespace Gateway.IntegrationTests.SampleRegistry;

public sealed class SampleRegistryHostTests
{
    [Theory]
    [InlineData("http://0.0.0.0:0")]
    [InlineData("https://127.0.0.1:0")]
    [InlineData("http://127.0.0.1:0/below")]
    [InlineData("127.0.0.1")]
    public async Task UrlNotOfPlainLoopback_Start_IsRefusedWithTheUrl(string url)
    {
        var options = new SampleRegistryOptions { Url = url };

        var refusal = await Assert.ThrowsAsync<ArgumentException>(
            () => SampleRegistryHost.StartAsync(options, NullLoggerFactory.Instance, TestContext.Current.CancellationToken));

        Assert.Contains($"'{url}'", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Host_Disposed_LeavesItsPort()
    {
        var first = await SampleRegistryHost.StartAsync(
            new SampleRegistryOptions(), NullLoggerFactory.Instance, TestContext.Current.CancellationToken);
        var address = first.Address;
        await first.DisposeAsync();

        await using var second = await SampleRegistryHost.StartAsync(
            new SampleRegistryOptions { Url = address.AbsoluteUri }, NullLoggerFactory.Instance, TestContext.Current.CancellationToken);

        Assert.Equal(address, second.Address);
    }

    [Fact]
    public async Task TwoStarts_SameRelease_MakeTheSameTarball()
    {
        var tags = new List<string?>();
        using var client = new HttpClient();
        for (var start = 0; start < 2; start++)
        {
            await using var host = await SampleRegistryHost.StartAsync(
                new SampleRegistryOptions(), NullLoggerFactory.Instance, TestContext.Current.CancellationToken);
            using var response = await client.GetAsync(
                new Uri(host.Address, "dev/npm/@sample/app-kit/-/app-kit-1.2.0.tgz"), TestContext.Current.CancellationToken);
            tags.Add(response.Headers.ETag?.Tag);
        }

        Assert.NotNull(tags[0]);
        Assert.Equal(tags[0], tags[1]);
    }
}
