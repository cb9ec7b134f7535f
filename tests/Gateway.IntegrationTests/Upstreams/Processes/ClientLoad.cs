using System.Collections.Concurrent;
using System.Text;
using Gateway.TestKit;

namespace Gateway.IntegrationTests.Upstreams.Processes;

/// <summary>
/// Clients that ask one thing after the other, and take note of every answer that is not the whole of what they asked for.
/// </summary>
internal sealed class ClientLoad : IAsyncDisposable
{
    /// <summary>An error of the gateway is shorter.</summary>
    private const int Telling = 500;

    private readonly CancellationTokenSource _end = new();
    private readonly ConcurrentQueue<string> _failures = new();
    private readonly Func<int, int, string> _target;
    private readonly byte[]? _expected;
    private readonly HttpClient _client;
    private readonly Task _clients;
    private int _passed;

    /// <summary>Begins to ask.</summary>
    /// <param name="gateway">Who is asked.</param>
    /// <param name="clients">How many ask at once.</param>
    /// <param name="target">What the client of a number asks for at its turn of a number.</param>
    /// <param name="expected">The body of every answer; null when any will do.</param>
    public ClientLoad(Uri gateway, int clients, Func<int, int, string> target, byte[]? expected = null)
    {
        (_target, _expected) = (target, expected);
        _client = new HttpClient { BaseAddress = gateway };
        _clients = Task.WhenAll(Enumerable.Range(0, clients).Select(number => Task.Run(() => AskAsync(number))));
    }

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    /// <summary>So many more have been answered.</summary>
    public Task PassedAsync(int count)
    {
        var before = Volatile.Read(ref _passed);
        return Poll.UntilAsync(
            () => Volatile.Read(ref _passed) >= before + count, Poll.Patience * 2, $"{count} more requests are answered");
    }

    /// <summary>Lets the clients end, and tells what went wrong.</summary>
    public async Task<IReadOnlyCollection<string>> EndAsync()
    {
        await _end.CancelAsync();
        await _clients;
        return _failures;
    }

    public async ValueTask DisposeAsync()
    {
        await EndAsync();
        _client.Dispose();
        _end.Dispose();
    }

    private async Task AskAsync(int client)
    {
        for (var number = 0; !_end.IsCancellationRequested; number++)
        {
            try
            {
                using var response = await _client.GetAsync(_target(client, number), Cancelled);
                var body = await response.Content.ReadAsByteArrayAsync(Cancelled);
                if (!response.IsSuccessStatusCode || (_expected is not null && !body.AsSpan().SequenceEqual(_expected)))
                {
                    var beginning = Encoding.UTF8.GetString(body, 0, Math.Min(body.Length, Telling));
                    _failures.Enqueue($"{(int)response.StatusCode}, {body.Length} bytes, {response.Headers}{beginning}");
                }
            }
            catch (HttpRequestException exception)
            {
                _failures.Enqueue(exception.ToString());
            }

            Interlocked.Increment(ref _passed);
        }
    }
}
