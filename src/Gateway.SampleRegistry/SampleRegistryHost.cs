using System.Diagnostics;
using Gateway.SampleRegistry.Go;
using Gateway.SampleRegistry.Npm;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Gateway.SampleRegistry;

/// <summary>
/// A small npm registry and Go module proxy for each of the environments dev, test and prod, below
/// <c>/{environment}/npm/</c> and <c>/{environment}/go/</c>. Runs in the calling process on a loopback address.
/// </summary>
public sealed class SampleRegistryHost : IAsyncDisposable
{
    /// <summary>
    /// The source of this server's own request spans. It is not ASP.NET Core's, so that a gateway in the same process
    /// exports only its own spans unless it listens to this name too.
    /// </summary>
    public const string ActivitySourceName = "Gateway.SampleRegistry";

    private readonly WebApplication _application;

    private SampleRegistryHost(WebApplication application, Uri address, RequestTally requests)
    {
        _application = application;
        Address = address;
        Requests = requests;
    }

    /// <summary>Where the registry listens, with the port it was given; ends with a slash.</summary>
    public Uri Address { get; }

    /// <summary>What was asked of the registry.</summary>
    public RequestTally Requests { get; }

    /// <summary>Builds the sample packages and starts to serve them.</summary>
    /// <param name="options">Where to listen.</param>
    /// <param name="loggerFactory">Where the server's log goes; it is not disposed.</param>
    /// <param name="cancellationToken">Ends the start.</param>
    /// <returns>The running registry; disposing it stops it.</returns>
    /// <exception cref="ArgumentException">The URL is not an http URL of a loopback address.</exception>
    /// <exception cref="IOException">The address cannot be bound, for instance because its port is taken.</exception>
    public static async Task<SampleRegistryHost> StartAsync(
        SampleRegistryOptions options,
        ILoggerFactory loggerFactory,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(loggerFactory);
        var requests = new RequestTally();
        var application = Build(LoopbackUrl(options.Url), loggerFactory, requests);
        try
        {
            await application.StartAsync(cancellationToken);
        }
        catch
        {
            await application.DisposeAsync();
            throw;
        }

        var addresses = application.Services.GetRequiredService<IServer>().Features.GetRequiredFeature<IServerAddressesFeature>();
        return new SampleRegistryHost(application, new Uri(addresses.Addresses.First()), requests);
    }

    /// <summary>Stops the registry. Requests under way are given the host's usual time to end.</summary>
    /// <returns>A task that ends when nothing listens any more.</returns>
    public async ValueTask DisposeAsync()
    {
        await _application.StopAsync();
        await _application.DisposeAsync();
    }

    private static WebApplication Build(Uri url, ILoggerFactory loggerFactory, RequestTally requests)
    {
        // The empty builder reads no settings, environment variables or arguments: those are the gateway's.
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore();
        builder.WebHost.UseUrls(url.AbsoluteUri);
        builder.Services.AddSingleton(loggerFactory);
        builder.Services.AddSingleton(new ActivitySource(ActivitySourceName));

        // The calling process hears the signals: a registry that ended by itself would fail the requests which that process still finishes.
        builder.Services.Replace(ServiceDescriptor.Singleton<IHostLifetime, NoLifetime>());
        var application = builder.Build();
        var registry = new SampleApplication(new NpmRegistry(NpmCatalog.Build()), new GoModuleProxy(GoCatalog.Build()), requests);
        application.Run(registry.HandleAsync);
        return application;
    }

    private static Uri LoopbackUrl(string url)
    {
        if (Uri.TryCreate(url, UriKind.Absolute, out var uri) && uri is { Scheme: "http", IsLoopback: true, PathAndQuery: "/" })
        {
            return uri;
        }

        throw new ArgumentException(
            $"'{url}' is not a URL the sample registry can listen on. It must be http, of a loopback address and without a path, " +
            "such as http://127.0.0.1:0; the packages are for trying out and tests, not for a network.",
            nameof(url));
    }

    private sealed class NoLifetime : IHostLifetime
    {
        public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
