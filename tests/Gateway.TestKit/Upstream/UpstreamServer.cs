using System.Net.Security;
using System.Text;
using Gateway.TestKit.Certificates;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Gateway.TestKit.Upstream;

/// <summary>One run of the server behind a <see cref="FakeUpstream"/>, from listening to not listening.</summary>
internal sealed class UpstreamServer : IAsyncDisposable
{
    /// <summary>
    /// With so small a buffer a flush ends when the socket has taken the bytes: a reset that follows cannot overtake them.
    /// </summary>
    private const int FlushedMeansSent = 2;

    private readonly WebApplication _application;

    private UpstreamServer(WebApplication application) => _application = application;

    public static async Task<UpstreamServer> StartAsync(FakeUpstreamOptions options, PortReservation port, RequestDelegate handler)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore();
        builder.WebHost.UseKestrelHttpsConfiguration();
        builder.Services.AddLogging();
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = TimeSpan.FromSeconds(1));
        builder.Services.Configure<SocketTransportOptions>(sockets =>
        {
            sockets.CreateBoundListenSocket = _ => port.CreateBoundSocket();
            sockets.MaxWriteBufferSize = FlushedMeansSent;
        });
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.AllowSynchronousIO = false;

            // As the wire has them: a record of what arrived must hold every byte.
            kestrel.RequestHeaderEncodingSelector = _ => Encoding.Latin1;
            kestrel.Limits.MaxRequestBodySize = null;
            kestrel.Limits.MinRequestBodyDataRate = null;
            kestrel.Limits.MinResponseDataRate = null;
            kestrel.Listen(port.EndPoint, listen => Configure(listen, options));
        });

        var application = builder.Build();
        application.UseWebSockets();
        application.Run(handler);
        await application.StartAsync();
        return new UpstreamServer(application);
    }

    public async ValueTask DisposeAsync()
    {
        // Requests under way are cut off, as by a server that dies.
        using var now = new CancellationTokenSource();
        await now.CancelAsync();
        await _application.StopAsync(now.Token);
        await _application.DisposeAsync();
    }

    private static void Configure(ListenOptions listen, FakeUpstreamOptions options)
    {
        listen.Protocols = options.Certificate is null && options.Protocols == HttpProtocols.Http1AndHttp2
            ? HttpProtocols.Http1
            : options.Protocols;
        if (options.Certificate is { } certificate)
        {
            // By the handshake callback and not by a fixed certificate: Kestrel checks a fixed one, and bad ones are wanted here.
            var tls = TlsOptions(certificate, options.RequiresClientCertificate);
            listen.UseHttps(new TlsHandshakeCallbackOptions { OnConnection = _ => ValueTask.FromResult(tls) });
        }

        listen.Use(TapAsync);
    }

    private static SslServerAuthenticationOptions TlsOptions(TestCertificate certificate, bool requiresClientCertificate) => new()
    {
        ServerCertificateContext = SslStreamCertificateContext.Create(
            certificate.Certificate, [.. certificate.Intermediates], offline: true),
        ClientCertificateRequired = requiresClientCertificate,
        RemoteCertificateValidationCallback = (_, shown, _, _) => shown is not null || !requiresClientCertificate,
    };

    private static ConnectionDelegate TapAsync(ConnectionDelegate next) => connection =>
    {
        var tap = new ConnectionTap(connection.Transport.Input);
        connection.Features.Set(tap);
        connection.Transport = new TappedTransport(tap, connection.Transport.Output);
        return next(connection);
    };
}
