using System.Net;
using Gateway.Environments;
using Gateway.Errors;
using Gateway.Registries;
using Gateway.Telemetry;

namespace Gateway.Caching;

/// <summary>Asks for URLs as a client would, so that they are in the cache when a client comes. Nothing is sent to anybody.</summary>
internal sealed class CacheWarming(GatewayState state, InnerRequests inner)
{
    /// <summary>How many URLs are asked for at once: enough to hide an upstream's latency, too few to be a load of its own.</summary>
    private const int AtOnce = 4;

    /// <summary>Asks for every URL, and waits until each has been answered to its end.</summary>
    /// <returns>What came of each URL, in their order.</returns>
    public async Task<IReadOnlyList<WarmedUrl>> WarmAsync(IReadOnlyList<string> urls, CancellationToken cancellationToken)
    {
        var results = new WarmedUrl[urls.Count];
        var options = new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellationToken };
        await Parallel.ForAsync(0, urls.Count, options, async (index, token) => results[index] = await WarmAsync(urls[index], token));
        return results;
    }

    private async Task<WarmedUrl> WarmAsync(string url, CancellationToken cancellationToken)
    {
        var published = state.Current;
        if (CacheAddress.Read(url, published.Snapshot, out var address) is { } fault)
        {
            return new WarmedUrl(url, Status: null, Cache: null, fault);
        }

        var context = inner.ContextFor(RequestFor(address!, published), new HeaderDictionary { ["Accept"] = "*/*" }, cancellationToken);
        await inner.SendAsync(context);
        var error = context.Features.Get<GatewayError>();
        return new WarmedUrl(
            url,
            error?.Code.Status ?? context.Response.StatusCode,
            context.Features.Get<RequestRecord>()!.CacheStatus,
            error?.Detail ?? (context.RequestAborted.IsCancellationRequested ? "The upstream broke the connection in its answer." : null));
    }

    private static GatewayRequest RequestFor(CacheAddress address, PublishedSnapshot published) => new()
    {
        Published = published,
        Environment = address.Environment,
        Target = address.Target,
        Scheme = address.Scheme,
        Host = address.Host,
        Client = ForwardedChain.Walk(IPAddress.Loopback, null, published.Snapshot.TrustedProxies),
    };
}

/// <summary>What came of warming one URL.</summary>
/// <param name="Url">The URL.</param>
/// <param name="Status">The status code of the answer; null when it was not asked for.</param>
/// <param name="Cache">The word of <c>X-Cache-Status</c>.</param>
/// <param name="Error">Why it did not succeed, or null.</param>
internal sealed record WarmedUrl(string Url, int? Status, string? Cache, string? Error);
