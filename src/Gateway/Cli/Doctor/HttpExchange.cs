using System.Net.Http.Headers;
using System.Net.Sockets;
using Gateway.Telemetry;

namespace Gateway.Cli.Doctor;

/// <summary>Requests of a walk: the first over the connection that was examined, further ones over connections of their own.</summary>
internal sealed class HttpExchange : IDisposable
{
    private readonly Walk _walk;
    private readonly bool _withCredentials;
    private readonly HttpClient _client;
    private bool _tookExamined;
    private bool _hasAnswered;

    /// <param name="walk">The walk, past the handshake.</param>
    /// <param name="withCredentials">Whether the server's own address is shown the credential of the plan.</param>
    public HttpExchange(Walk walk, bool withCredentials = true)
    {
        _walk = walk;
        _withCredentials = withCredentials;
        var handler = new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseCookies = false,
            UseProxy = false,
            ConnectCallback = ConnectAsync,
        };
        ServerTrust.Apply(handler.SslOptions, walk.Plan.Connection);
        _client = new HttpClient(handler) { Timeout = walk.Plan.Connection.Timeout };
        _client.DefaultRequestHeaders.UserAgent.Add(new ProductInfoHeaderValue("gateway-doctor", ProductVersion.Text));
    }

    /// <summary>Asks for a URL.</summary>
    /// <exception cref="HttpRequestException">There is no answer.</exception>
    public async Task<HttpAnswer> SendAsync(Uri url, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, url);
        request.Headers.TryAddWithoutValidation("Accept", "application/json, text/plain;q=0.9, */*;q=0.8");
        if (_withCredentials && _walk.Plan.Authorization is { } credential && IsServer(url))
        {
            request.Headers.TryAddWithoutValidation("Authorization", credential);
        }

        using var response = await _client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
        _hasAnswered = true;
        return await HttpAnswer.ReadAsync(url, response, cancellationToken);
    }

    /// <summary>Asks for a URL; null when there is no answer.</summary>
    public async Task<HttpAnswer?> TrySendAsync(Uri url, CancellationToken cancellationToken)
    {
        try
        {
            return await SendAsync(url, cancellationToken);
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException
            || (exception is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            return null;
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _client.Dispose();

    private bool IsServer(Uri url) => url.Scheme == _walk.Url.Scheme && url.Authority == _walk.Url.Authority;

    private async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken cancellationToken)
    {
        if (IsServer(context.InitialRequestMessage.RequestUri!) && _walk.TakeStream() is { } examined)
        {
            _tookExamined = true;
            return examined;
        }

        // The client would try a request again on a new connection, and hide that the examined one broke.
        if (_tookExamined && !_hasAnswered)
        {
            throw new IOException("The server closed the connection without an answer.");
        }

        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(context.DnsEndPoint, cancellationToken);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
