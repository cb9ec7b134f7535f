using Gateway.SampleRegistry;
using Microsoft.Extensions.Logging.Abstractions;

namespace Gateway.IntegrationTests.SampleRegistry;

/// <summary>One sample registry for the tests of a class, and a client that sends targets as they are written.</summary>
public sealed class RunningSampleRegistry : IAsyncLifetime
{
    private readonly HttpClient _client = new();
    private SampleRegistryHost? _host;

    public SampleRegistryHost Host => _host ?? throw new InvalidOperationException("The registry is not started yet.");

    public async ValueTask InitializeAsync() =>
        _host = await SampleRegistryHost.StartAsync(
            new SampleRegistryOptions(), NullLoggerFactory.Instance, TestContext.Current.CancellationToken);

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        if (_host is not null)
        {
            await _host.DisposeAsync();
        }
    }

    public Task<HttpResponseMessage> GetAsync(string target, params (string Name, string Value)[] headers) =>
        SendAsync(HttpMethod.Get, target, headers);

    public Task<HttpResponseMessage> SendAsync(HttpMethod method, string target, params (string Name, string Value)[] headers)
    {
        var asWritten = new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true };
        var request = new HttpRequestMessage(method, new Uri(Host.Address.GetLeftPart(UriPartial.Authority) + target, asWritten));
        foreach (var (name, value) in headers)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        return _client.SendAsync(request, TestContext.Current.CancellationToken);
    }
}
