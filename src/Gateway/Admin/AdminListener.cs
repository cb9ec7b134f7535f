using System.Diagnostics;
using Gateway.Configuration;
using Gateway.Security.Certificates;
using Gateway.Security.Identities;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Gateway.Admin;

/// <summary>
/// The admin listener: a server of its own in this process, so that no path, host or limit of the data ports ever leads to it,
/// and Kestrel's own settings keep deciding where those listen.
/// </summary>
internal sealed class AdminListener(AdminOptions options, IServiceProvider gateway, ILoggerFactory loggers) : IHostedService
{
    private WebApplication? _app;

    /// <summary>Where it listens, once started; null while it is off.</summary>
    public Uri? Address { get; private set; }

    /// <inheritdoc/>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        if (options.Url.Length == 0)
        {
            return;
        }

        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().UseKestrelHttpsConfiguration().UseUrls(options.Url).ConfigureKestrel(Configure);
        builder.Services.AddRoutingCore();
        builder.Services.Replace(ServiceDescriptor.Singleton(loggers));

        // The gateway's own host hears the signals and says what is going on; this one starts and stops with it.
        builder.Services.Replace(ServiceDescriptor.Singleton<IHostLifetime, NoLifetime>());
        _app = builder.Build();
        _app.Use(AdminAnswers.InvokeAsync);
        _app.Use((context, next) =>
        {
            // What an operator and a scraper ask is no traffic: it would only hide the requests in the traces.
            if (Activity.Current is { } span)
            {
                span.IsAllDataRequested = false;
            }

            return CrossSiteGuard.InvokeAsync(context, next);
        });
        var operators = new OperatorGuard(
            options, gateway.GetService<OperatorTrust>(), gateway.GetRequiredService<TimeProvider>(), loggers);
        _app.Use(next => context => operators.InvokeAsync(context, () => next(context)));
        _app.UseRouting();
        AdminApi.Map(_app, gateway);
        await _app.StartAsync(cancellationToken);
        Address = new Uri(_app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First());
        Log.Listening(loggers.CreateLogger("Gateway.Admin"), Address);
    }

    /// <inheritdoc/>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        if (Interlocked.Exchange(ref _app, null) is { } app)
        {
            await app.StopAsync(cancellationToken);
            await app.DisposeAsync();
        }
    }

    private void Configure(KestrelServerOptions kestrel)
    {
        kestrel.AddServerHeader = false;
        if (gateway.GetService<LiveCertificates>() is { } certificates)
        {
            TlsListeners.Install(
                kestrel,
                () => certificates.Current,
                (_, _) => options.ClientCertificates is not null,
                loggers.CreateLogger("Gateway.Admin"));
        }
    }

    private sealed class NoLifetime : IHostLifetime
    {
        public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
