using System.Net.Sockets;
using System.Text;

namespace Gateway.Cli.Doctor;

/// <summary>
/// Finds out whether a server speaks only TLS 1.0 or 1.1. Such a server does not say so to a client of today: it shares no cipher with it
/// and answers handshake_failure, as it would for other reasons. So it is offered what it can do, in a hello that leads nowhere else.
/// </summary>
internal static class OldTlsProbe
{
    // RFC 8446 appendix B.4 and RFC 5246 appendix A.5: suites with SHA-1 and CBC, for either kind of key, and the renegotiation SCSV.
    private static readonly byte[] Suites =
        [0xC0, 0x0A, 0xC0, 0x09, 0xC0, 0x14, 0xC0, 0x13, 0x00, 0x35, 0x00, 0x2F, 0x00, 0x0A, 0x00, 0xFF];

    // supported_groups with P-256 and P-384, ec_point_formats with uncompressed (RFC 8422 section 5.1).
    private static readonly byte[] Curves =
        [0x00, 0x0A, 0x00, 0x06, 0x00, 0x04, 0x00, 0x17, 0x00, 0x18, 0x00, 0x0B, 0x00, 0x02, 0x01, 0x00];

    /// <summary>The version in words when the server speaks an old one; null when it does not, or does not answer in time.</summary>
    public static async Task<string?> VersionAsync(Walk walk, CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(walk.Plan.Connection.Timeout);
        try
        {
            using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
            await socket.ConnectAsync([.. walk.Addresses], walk.Url.Port, limit.Token);
            await using var stream = new NetworkStream(socket);
            await stream.WriteAsync(Hello(walk.ServerName), limit.Token);

            // As many bytes as the version of a ServerHello stands in.
            var answer = new byte[11];
            var length = await stream.ReadAtLeastAsync(answer, answer.Length, throwOnEndOfStream: false, limit.Token);
            return ServerFirstBytes.Of(answer.AsSpan(0, length)) switch
            {
                ServerFirstBytes.Hello { Minor: 1 } => "only TLS 1.0",
                ServerFirstBytes.Hello { Minor: 2 } => "only TLS 1.1",
                _ => null,
            };
        }
        catch (Exception exception) when (exception is IOException or SocketException
            || (exception is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            return null;
        }
    }

    /// <summary>A ClientHello of TLS 1.1 (RFC 4346 section 7.4.1.2). Its random is no secret: the handshake ends with the answer.</summary>
    private static byte[] Hello(string host)
    {
        var name = Uri.CheckHostName(host) == UriHostNameType.Dns ? Encoding.ASCII.GetBytes(host) : [];
        byte[] serverName = name.Length == 0
            ? []
            : [0, 0, .. Length(name.Length + 5), .. Length(name.Length + 3), 0, .. Length(name.Length), .. name];
        byte[] body =
        [
            3, 2, .. new byte[32], 0, .. Length(Suites.Length), .. Suites, 1, 0,
            .. Length(serverName.Length + Curves.Length), .. serverName, .. Curves,
        ];
        return [22, 3, 1, .. Length(body.Length + 4), 1, 0, .. Length(body.Length), .. body];
    }

    private static byte[] Length(int length) => [(byte)(length >> 8), (byte)length];
}
