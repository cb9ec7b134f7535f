using System.Globalization;
using System.Security.Cryptography;
using Gateway.Benchmarks.Processes;
using Gateway.Benchmarks.Roles;

namespace Gateway.Benchmarks.Peers;

/// <summary>Looks at answers before they are counted: a server that answers something else quickly wins nothing.</summary>
internal static class Probe
{
    /// <summary>Asks, and checks status and body.</summary>
    /// <returns>The answer's fields.</returns>
    /// <exception cref="BenchmarkException">The answer is not the one that is measured.</exception>
    public static async Task<Seen> AskAsync(Uri url, long length, CancellationToken cancellationToken, string? host = null)
    {
        using var client = new HttpClient();
        using var request = new HttpRequestMessage(HttpMethod.Get, url);
        request.Headers.Host = host;
        using var answer = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
        await using var body = await answer.Content.ReadAsStreamAsync(cancellationToken);
        var digest = Convert.ToHexStringLower(await SHA256.HashDataAsync(body, cancellationToken));
        if (!answer.IsSuccessStatusCode || digest != Payload.DigestOf(length))
        {
            throw new BenchmarkException($"{url} answered {(int)answer.StatusCode} with {answer.Content.Headers.ContentLength} bytes; "
                + $"it must answer 200 with the {length} bytes of the origin.");
        }

        return new Seen(answer.Headers.NonValidated.Concat(answer.Content.Headers.NonValidated)
            .ToDictionary(field => field.Key, field => field.Value.ToArray(), StringComparer.OrdinalIgnoreCase));
    }

    /// <summary>Asks twice, and checks that the second answer came from the cache.</summary>
    /// <returns>The second answer's fields.</returns>
    /// <exception cref="BenchmarkException">It did not.</exception>
    public static async Task<Seen> AskForHitAsync(Uri url, long length, CancellationToken cancellationToken)
    {
        await AskAsync(url, length, cancellationToken);
        var seen = await AskAsync(url, length, cancellationToken);
        return seen.CacheStatus == "HIT"
            ? seen
            : throw new BenchmarkException($"{url} answered the second time with X-Cache-Status '{seen.CacheStatus}'; it must be HIT.");
    }

    /// <summary>How many requests the origin or the collector has answered so far.</summary>
    public static async Task<long> CountRequestsAsync(ServerProcess server, CancellationToken cancellationToken)
    {
        using var client = new HttpClient();
        var count = await client.GetStringAsync(new Uri(server.Address, "requests"), cancellationToken);
        return long.Parse(count, CultureInfo.InvariantCulture);
    }

    /// <summary>Begins or ends trouble of an origin.</summary>
    public static async Task BringAsync(string trouble, ServerProcess origin, CancellationToken cancellationToken)
    {
        using var client = new HttpClient();
        using var answer = await client.GetAsync(new Uri(origin.Address, $"trouble/{trouble}"), cancellationToken);
        answer.EnsureSuccessStatusCode();
    }

    /// <summary>The fields of an answer.</summary>
    internal sealed record Seen(IReadOnlyDictionary<string, string[]> Fields)
    {
        /// <summary>The word of <c>X-Cache-Status</c>, or an empty text.</summary>
        public string CacheStatus => Fields.TryGetValue("X-Cache-Status", out var values) ? values[0] : "";
    }
}
