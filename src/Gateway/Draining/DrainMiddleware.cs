using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Http.Features;

namespace Gateway.Draining;

/// <summary>
/// While the gateway drains, each answer is the last of its connection: <c>Connection: close</c> in HTTP/1.1 (RFC 9112 §9.6), GOAWAY in
/// HTTP/2 (RFC 9113 §6.8). So a client goes elsewhere between two requests, instead of finding the connection gone under one. A WebSocket
/// is prepared for the end when it begins, for it has no requests that the end could come between.
/// </summary>
internal sealed class DrainMiddleware(RequestDelegate next, GatewayDrain drain)
{
    private const string WebSocket = "websocket";

    /// <summary>The stage.</summary>
    public Task InvokeAsync(HttpContext context)
    {
        if (drain.IsDraining)
        {
            context.Features.Get<IConnectionLifetimeNotificationFeature>()?.RequestClose();
        }

        if (context.Request.Headers.Upgrade.Contains(WebSocket, StringComparer.OrdinalIgnoreCase)
            && context.Features.Get<IHttpUpgradeFeature>() is { IsUpgradableRequest: true } upgrade)
        {
            context.Features.Set<IHttpUpgradeFeature>(new UpgradeWithFarewell(upgrade, drain.Ending));
        }
        else if (HttpMethods.IsConnect(context.Request.Method)
            && context.Features.Get<IHttpExtendedConnectFeature>() is { IsExtendedConnect: true, Protocol: WebSocket } connect)
        {
            context.Features.Set<IHttpExtendedConnectFeature>(new ConnectWithFarewell(connect, drain.Ending));
        }

        return next(context);
    }

    /// <summary>A WebSocket over HTTP/1.1 (RFC 6455).</summary>
    private sealed class UpgradeWithFarewell(IHttpUpgradeFeature inner, CancellationToken ending) : IHttpUpgradeFeature
    {
        public bool IsUpgradableRequest => inner.IsUpgradableRequest;

        public async Task<Stream> UpgradeAsync() => new FarewellStream(await inner.UpgradeAsync(), ending);
    }

    /// <summary>A WebSocket over HTTP/2 (RFC 8441).</summary>
    private sealed class ConnectWithFarewell(IHttpExtendedConnectFeature inner, CancellationToken ending) : IHttpExtendedConnectFeature
    {
        public bool IsExtendedConnect => inner.IsExtendedConnect;

        public string? Protocol => inner.Protocol;

        public async ValueTask<Stream> AcceptAsync() => new FarewellStream(await inner.AcceptAsync(), ending);
    }
}
