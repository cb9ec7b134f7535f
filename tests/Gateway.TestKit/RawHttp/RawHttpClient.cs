using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Xunit;

namespace Gateway.TestKit.RawHttp;

/// <summary>
/// One connection on which a test writes the bytes it wants, well-formed or not, and reads HTTP/1.1 responses as they came.
/// Every wait ends with the test or after <see cref="Poll.Patience"/>.
/// </summary>
public sealed class RawHttpClient : IAsyncDisposable
{
    private readonly Socket _socket;
    private readonly Stream _stream;
    private readonly RawResponseReader _reader;

    private RawHttpClient(Socket socket, Stream stream)
    {
        _socket = socket;
        _stream = stream;
        _reader = new RawResponseReader(stream);
    }

    /// <summary>The protocol chosen by ALPN; empty without TLS or without a choice.</summary>
    public string NegotiatedProtocol => _stream is SslStream tls ? tls.NegotiatedApplicationProtocol.ToString() : "";

    /// <summary>The certificate the server showed.</summary>
    public X509Certificate? ServerCertificate => (_stream as SslStream)?.RemoteCertificate;

    /// <summary>Connects to host and port of a URL; speaks TLS when <paramref name="tls"/> is given.</summary>
    /// <exception cref="System.Security.Authentication.AuthenticationException">The TLS handshake failed.</exception>
    public static async Task<RawHttpClient> ConnectAsync(Uri address, RawTlsOptions? tls = null)
    {
        ArgumentNullException.ThrowIfNull(address);
        using var patience = Patience();
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(new DnsEndPoint(address.Host, address.Port), patience.Token);
            Stream stream = new NetworkStream(socket, ownsSocket: false);
            if (tls is not null)
            {
                var secure = new SslStream(stream);
                await secure.AuthenticateAsClientAsync(tls.ToAuthenticationOptions(), patience.Token);
                stream = secure;
            }

            return new RawHttpClient(socket, stream);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    /// <summary>Connects, sends one request, reads the final response and closes.</summary>
    public static async Task<RawResponse> ExchangeAsync(Uri address, string request, RawTlsOptions? tls = null)
    {
        await using var client = await ConnectAsync(address, tls);
        await client.SendAsync(request);
        return await client.ReadFinalResponseAsync(isHead: request.StartsWith("HEAD ", StringComparison.Ordinal));
    }

    /// <summary>Sends text as Latin-1: each character one byte. Line ends are written out: <c>\r\n</c>.</summary>
    public Task SendAsync(string text) => SendAsync(Encoding.Latin1.GetBytes(text));

    public async Task SendAsync(ReadOnlyMemory<byte> bytes)
    {
        using var patience = Patience();
        await _stream.WriteAsync(bytes, patience.Token);
        await _stream.FlushAsync(patience.Token);
    }

    /// <summary>Reads the next response, also an interim one (1xx).</summary>
    /// <param name="isHead">The request was HEAD: there is no body, whatever the fields say.</param>
    public async Task<RawResponse> ReadResponseAsync(bool isHead = false)
    {
        using var patience = Patience();
        return await _reader.ReadAsync(isHead, patience.Token);
    }

    /// <summary>Reads the next response that is not interim.</summary>
    public async Task<RawResponse> ReadFinalResponseAsync(bool isHead = false)
    {
        while (true)
        {
            var response = await ReadResponseAsync(isHead);
            if (response.Status >= 200 || response.Status == 101)
            {
                return response;
            }
        }
    }

    /// <summary>Reads some bytes that follow what was read so far; empty at the end of the connection.</summary>
    public async Task<byte[]> ReadSomeAsync()
    {
        using var patience = Patience();
        return await _reader.ReadSomeAsync(patience.Token);
    }

    /// <summary>Whether the peer ends the connection, by close or reset, before it sends another byte.</summary>
    public async Task<bool> IsClosedByPeerAsync()
    {
        try
        {
            return (await ReadSomeAsync()).Length == 0;
        }
        catch (IOException)
        {
            return true;
        }
    }

    /// <summary>Ends the sending half of the connection.</summary>
    public void FinishSending() => _socket.Shutdown(SocketShutdown.Send);

    /// <summary>Resets the connection instead of closing it.</summary>
    public void Reset()
    {
        _socket.LingerState = new LingerOption(enable: true, seconds: 0);
        _socket.Dispose();
    }

    public async ValueTask DisposeAsync()
    {
        await _stream.DisposeAsync();
        _socket.Dispose();
    }

    private static CancellationTokenSource Patience()
    {
        var source = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        source.CancelAfter(Poll.Patience);
        return source;
    }
}
