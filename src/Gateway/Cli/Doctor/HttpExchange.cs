using System.Net;
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
            AutomaticDecompression = DecompressionMethods.All,
            ConnectCallback = ConnectAsync,
        };
        ServerTrust.Apply(handler.SslOptions, walk.Plan.Connection);
        _client = new HttpClient(handler) { Timeout = Timeout.InfiniteTimeSpan };
        _client.DefaultRequestHeaders.UserAgent.Add(new ProductInfoHeaderValue("gateway-doctor", ProductVersion.Text));
    }

    /// <summary>Whether an answer has not come in time.</summary>
    public bool WentSilent { get; private set; }

    /// <summary>Asks for a URL.</summary>
    /// <exception cref="HttpRequestException">There is no answer, or none that can be understood.</exception>
    /// <exception cref="OperationCanceledException">The answer was not there in time, or not the beginning of its body.</exception>
    public async Task<HttpAnswer> SendAsync(Uri url, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, url);
        request.Headers.TryAddWithoutValidation("Accept", "application/json, text/plain;q=0.9, */*;q=0.8");
        if (_withCredentials && _walk.Plan.Authorization is { } credential && IsServer(url))
        {
            request.Headers.TryAddWithoutValidation("Authorization", credential);
        }

        // The client's own limit ends with the head; a body that never comes would hold the walk for ever.
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(_walk.Plan.Connection.Timeout);
        using var response = await _client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, limit.Token);
        _hasAnswered = true;
        return await HttpAnswer.ReadAsync(url, response, limit.Token);
    }

    /// <summary>Asks for a URL; null when there is no answer.</summary>
    public async Task<HttpAnswer?> TrySendAsync(Uri url, CancellationToken cancellationToken)
    {
        try
        {
            return await SendAsync(url, cancellationToken);
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException)
        {
            return null;
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            WentSilent = true;
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
