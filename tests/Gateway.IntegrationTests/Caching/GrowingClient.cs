using Gateway.TestKit;

namespace Gateway.IntegrationTests.Caching;

/// <summary>A client that reads its answer as far as a test wants.</summary>
internal sealed class GrowingClient
{
    private readonly CancellationTokenSource _leaving;
    private readonly HttpResponseMessage _response;
    private readonly Stream _body;
    private readonly List<byte> _received = [];

    private GrowingClient(HttpResponseMessage response, Stream body, CancellationTokenSource leaving)
    {
        _response = response;
        _body = body;
        _leaving = leaving;
    }

    public byte[] Received => [.. _received];

    public string? Word => Value("X-Cache-Status");

    public string? CacheStatus => Value("Cache-Status");

    /// <summary>Sends a request and waits for the head of the answer.</summary>
    public static async Task<GrowingClient> StartAsync(CacheHost host, string target, params (string Name, string Value)[] fields)
    {
        var leaving = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        leaving.CancelAfter(Poll.Patience);
        using var request = new HttpRequestMessage(HttpMethod.Get, target);
        request.Headers.Host = "localhost";
        foreach (var (name, value) in fields)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        var response = await host.Gateway.Client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, leaving.Token);
        return new GrowingClient(response, await response.Content.ReadAsStreamAsync(leaving.Token), leaving);
    }

    /// <summary>Reads until so many bytes have come in all.</summary>
    public async Task ReadAsync(int count)
    {
        var buffer = new byte[count];
        while (_received.Count < count)
        {
            var read = await _body.ReadAsync(buffer.AsMemory(0, count - _received.Count), _leaving.Token);
            Assert.True(read > 0, $"The answer ended after {_received.Count} of {count} bytes.");
            _received.AddRange(buffer.AsSpan(0, read));
        }
    }

    /// <summary>Reads the rest.</summary>
    /// <returns>Whether it came to its announced end.</returns>
    public async Task<bool> ReadToEndAsync()
    {
        var buffer = new byte[64 * 1024];
        try
        {
            int read;
            while ((read = await _body.ReadAsync(buffer, _leaving.Token)) > 0)
            {
                _received.AddRange(buffer.AsSpan(0, read));
            }

            return true;
        }
        catch (IOException)
        {
            return false;
        }
    }

    /// <summary>Breaks the connection.</summary>
    public void Leave()
    {
        _leaving.Cancel();
        _body.Dispose();
        _response.Dispose();
    }

    private string? Value(string name) =>
        _response.Headers.TryGetValues(name, out var values) ? string.Join(", ", values) : null;
}
