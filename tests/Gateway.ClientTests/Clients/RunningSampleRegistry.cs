using Gateway.SampleRegistry;
using Microsoft.Extensions.Logging.Abstractions;

namespace Gateway.ClientTests.Clients;

/// <summary>One sample registry for the tests of a class.</summary>
public sealed class RunningSampleRegistry : IAsyncLifetime
{
    private SampleRegistryHost? _host;

    public SampleRegistryHost Host => _host ?? throw new InvalidOperationException("The registry is not started yet.");

    /// <summary>The npm registry of an environment, ending with a slash.</summary>
    public Uri Npm(string environment) => new(Host.Address, $"{environment}/npm/");

    /// <summary>The module proxy of an environment, as <c>GOPROXY</c> wants it.</summary>
    public string Go(string environment) => new Uri(Host.Address, $"{environment}/go").AbsoluteUri;

    public async ValueTask InitializeAsync() => _host = await SampleRegistryHost.StartAsync(
        new SampleRegistryOptions(), NullLoggerFactory.Instance, TestContext.Current.CancellationToken);

    public ValueTask DisposeAsync() => _host?.DisposeAsync() ?? ValueTask.CompletedTask;
}
