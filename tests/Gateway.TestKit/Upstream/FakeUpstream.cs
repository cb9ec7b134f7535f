using System.Collections.Concurrent;
using System.Net;
using Microsoft.AspNetCore.Http;

namespace Gateway.TestKit.Upstream;

/// <summary>
/// A real server on 127.0.0.1, or another loopback address, that answers as the test says and records what it was asked. What was not
/// announced is answered with 501, so that a surprise is seen.
/// </summary>
/// <example>
/// <code>
/// await using var upstream = await FakeUpstream.StartAsync();
/// upstream.On("/a%2fb", Reply.With(200, "hello", ("Cache-Control", "max-age=60")));
/// upstream.On("/flaky", Reply.InOrder(Reply.With(503), Fault.ResetBeforeResponse, Reply.With(200)));
/// </code>
/// </example>
public sealed class FakeUpstream : IAsyncDisposable
{
    private readonly FakeUpstreamOptions _options;
    private readonly PortReservation _port;
    private readonly ConcurrentDictionary<string, Route> _routes = new(StringComparer.Ordinal);
    private readonly ConcurrentQueue<RecordedRequest> _requests = new();
    private readonly ConcurrencyCount _concurrency = new();
    private Route _otherwise = new(NotAnnouncedAsync, IsStreaming: false);
    private UpstreamServer? _server;

    private FakeUpstream(FakeUpstreamOptions options)
    {
        _options = options;
        _port = new PortReservation(options.EndPoint);
        var scheme = options.Certificate is null ? Uri.UriSchemeHttp : Uri.UriSchemeHttps;
        Address = new Uri($"{scheme}://{_port.EndPoint}/");
    }

    /// <summary>Scheme, address and port; the same after a stop and a start.</summary>
    public Uri Address { get; }

    /// <summary>Every request so far, in order of arrival.</summary>
    public IReadOnlyList<RecordedRequest> Requests => [.. _requests];

    /// <summary>How many requests are being answered now.</summary>
    public int ConcurrentRequests => _concurrency.Current;

    /// <summary>The most requests that were ever answered at once.</summary>
    public int MostConcurrentRequests => _concurrency.Most;

    public static async Task<FakeUpstream> StartAsync(FakeUpstreamOptions? options = null)
    {
        var upstream = new FakeUpstream(options ?? new FakeUpstreamOptions());
        await upstream.StartListeningAsync();
        return upstream;
    }

    /// <summary>Answers a path; any method, any query. The body is read and recorded before the handler runs.</summary>
    /// <param name="rawPath">The path as it stands in the request target, without the query.</param>
    /// <param name="handler">What to do, see <see cref="Reply"/> and <see cref="Fault"/>.</param>
    public void On(string rawPath, RequestDelegate handler) => _routes[rawPath] = new Route(handler, IsStreaming: false);

    /// <summary>Answers a path by a handler that reads the request body itself, or not at all.</summary>
    public void OnStreaming(string rawPath, RequestDelegate handler) => _routes[rawPath] = new Route(handler, IsStreaming: true);

    /// <summary>Answers every path that has no handler of its own.</summary>
    public void Otherwise(RequestDelegate handler) => _otherwise = new Route(handler, IsStreaming: false);

    public IReadOnlyList<RecordedRequest> RequestsTo(string rawPath) =>
        [.. _requests.Where(request => request.RawPath.Equals(rawPath, StringComparison.Ordinal))];

    /// <summary>Returns when so many requests have arrived at a path, with the requests.</summary>
    public async Task<IReadOnlyList<RecordedRequest>> ReceivedAsync(string rawPath, int count = 1)
    {
        await Poll.UntilAsync(() => RequestsTo(rawPath).Count >= count, $"{count} requests came to {rawPath}");
        return RequestsTo(rawPath);
    }

    /// <summary>Refuses new connections and ends those there are.</summary>
    public async Task StopListeningAsync()
    {
        if (Interlocked.Exchange(ref _server, null) is { } server)
        {
            await server.DisposeAsync();
        }
    }

    /// <summary>Listens again, on the same port.</summary>
    public async Task StartListeningAsync()
    {
        if (_server is not null)
        {
            throw new InvalidOperationException("The upstream listens already.");
        }

        _server = await UpstreamServer.StartAsync(_options, _port, HandleAsync);
    }

    public async ValueTask DisposeAsync()
    {
        await StopListeningAsync();
        _port.Dispose();
    }

    private static Task NotAnnouncedAsync(HttpContext context)
    {
        context.Response.StatusCode = (int)HttpStatusCode.NotImplemented;
        return context.Response.WriteAsync("The test announced nothing for this path to the fake upstream.");
    }

    private async Task HandleAsync(HttpContext context)
    {
        var request = RequestRecorder.Record(context);
        _requests.Enqueue(request);
        var route = _routes.GetValueOrDefault(request.RawPath, _otherwise);
        _concurrency.Enter();
        try
        {
            if (!route.IsStreaming)
            {
                var body = await RecordedBodyReader.ReadAsync(context.Request.Body, context.RequestAborted);
                request.SetBody(body);
                context.Request.Body = new MemoryStream(body.FirstBytes);
            }

            await route.Handler(context);
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            // The client left; the record says so.
        }
        finally
        {
            _concurrency.Leave();
            request.End(context.RequestAborted.IsCancellationRequested);
        }
    }

    private sealed record Route(RequestDelegate Handler, bool IsStreaming);
}
