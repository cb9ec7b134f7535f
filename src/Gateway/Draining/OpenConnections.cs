using System.Net.Security;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Core.Features;

namespace Gateway.Draining;

/// <summary>
/// Tells the clients whose HTTP/2 connections are open when the gateway begins to drain: GOAWAY at once, and not with the next answer,
/// which on a connection that carries one long download may be far (RFC 9113 §6.8). What is under way on it goes on. A connection of
/// HTTP/1.1 has no word for that between two answers: closed while it is idle, it would be gone under a request that is just being sent.
/// </summary>
internal sealed class OpenConnections(GatewayDrain drain)
{
    /// <summary>Follows one connection from before its TLS handshake to its end.</summary>
    /// <param name="connection">The connection.</param>
    /// <param name="next">What serves it.</param>
    /// <param name="listen">Where it came in; what is spoken there is known by the time of the first connection.</param>
    public async Task InvokeAsync(ConnectionContext connection, ConnectionDelegate next, ListenOptions listen)
    {
        if (drain.IsDraining)
        {
            // Who comes now is told with the first answer; told before it, nobody would be served any more.
            await next(connection);
            return;
        }

        await using var registration = drain.Beginning.UnsafeRegister(_ => RequestClose(connection, listen), state: null);
        await next(connection);
    }

    private static void RequestClose(ConnectionContext connection, ListenOptions listen)
    {
        if (IsHttp2(connection, listen))
        {
            connection.Features.Get<IConnectionLifetimeNotificationFeature>()?.RequestClose();
        }
    }

    // Without TLS there is nothing to choose by, and the server speaks version 2 only where nothing else is spoken. Who is still shaking
    // hands is told with the first answer.
    private static bool IsHttp2(ConnectionContext connection, ListenOptions listen) =>
        connection.Features.Get<ISslStreamFeature>() is { SslStream: var secure }
            ? secure.IsAuthenticated && secure.NegotiatedApplicationProtocol == SslApplicationProtocol.Http2
            : listen.Protocols == HttpProtocols.Http2;
}
