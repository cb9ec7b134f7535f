using Gateway.TestKit;
using Gateway.TestKit.Certificates;
using Gateway.TestKit.RawHttp;
using Gateway.TestKit.Upstream;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace Gateway.IntegrationTests.Security.UpstreamTls;

/// <summary>A gateway that asks one upstream over TLS, trusting one authority.</summary>
internal sealed class SecureUpstream : IAsyncDisposable
{
    private SecureUpstream(FakeUpstream upstream, GatewayHost gateway) => (Upstream, Gateway) = (upstream, gateway);

    public FakeUpstream Upstream { get; }

    public GatewayHost Gateway { get; }

    /// <summary>Starts both.</summary>
    /// <param name="shown">What the upstream shows.</param>
    /// <param name="roots">The file of the roots that the gateway trusts; null for the system's.</param>
    /// <param name="configure">Changes the settings.</param>
    /// <param name="requiresClientCertificate">Whether the upstream demands a certificate; it takes any.</param>
    /// <param name="protocols">What the upstream speaks.</param>
    public static async Task<SecureUpstream> StartAsync(
        TestCertificate shown,
        string? roots,
        Func<GatewaySettings, GatewaySettings>? configure = null,
        bool requiresClientCertificate = false,
        HttpProtocols protocols = HttpProtocols.Http1AndHttp2)
    {
        var upstream = await FakeUpstream.StartAsync(new FakeUpstreamOptions
        {
            Certificate = shown,
            RequiresClientCertificate = requiresClientCertificate,
            Protocols = protocols,
        });
        upstream.Otherwise(Reply.With(200, "", ("Cache-Control", "no-store")));
        var settings = GatewaySettings.For(upstream.Address).Set("Gateway:SecurityPolicies:open:ShowDetails", false);
        if (roots is not null)
        {
            settings.Set("Gateway:Upstreams:main:Tls:TrustedRoots", new[] { roots });
        }

        return new SecureUpstream(upstream, await GatewayHost.StartAsync((configure?.Invoke(settings) ?? settings).ToString()));
    }

    public Task<RawResponse> AskAsync() => RawHttpClient.ExchangeAsync(Gateway.Address, RawRequest.Get("/files/x"));

    public async ValueTask DisposeAsync()
    {
        await Gateway.DisposeAsync();
        await Upstream.DisposeAsync();
    }
}
