using System.Net;
using System.Runtime.CompilerServices;
using Gateway.Caching;
using Gateway.Environments;
using Gateway.Registries;
using Gateway.TestKit;
using Gateway.TestKit.Upstream;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Gateway.IntegrationTests.Registries;

public sealed class InnerRequestTests
{
    /// <summary>A client may send thousands of requests on one connection, each the cause of one of the gateway's own.</summary>
    [Fact]
    public async Task Request_Ended_IsNotHeldByWhatCausedIt()
    {
        await using var upstream = await FakeUpstream.StartAsync();
        upstream.Otherwise(Reply.With(200, "hello"));
        await using var gateway = await GatewayHost.StartAsync(GatewaySettings.For(upstream.Address).ToString());
        using var cause = new CancellationTokenSource();

        var held = await SendAsync(gateway, cause.Token);

        Assert.Single(upstream.Requests);
        await Poll.UntilAsync(
            () =>
            {
                GC.GetTotalMemory(forceFullCollection: true);
                return !held.TryGetTarget(out _);
            },
            "nobody holds the request");
        await cause.CancelAsync();
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static async Task<WeakReference<object>> SendAsync(GatewayHost gateway, CancellationToken cause)
    {
        var published = gateway.Services.GetRequiredService<GatewayState>().Current;
        Assert.Null(CacheAddress.Read($"http://{GatewaySettings.DevHost}/files/x", published.Snapshot, out var address));
        var request = new GatewayRequest
        {
            Published = published,
            Environment = address!.Environment,
            Target = address.Target,
            Scheme = address.Scheme,
            Host = address.Host,
            Client = ForwardedChain.Walk(IPAddress.Loopback, null, published.Snapshot.TrustedProxies),
        };
        var inner = gateway.Services.GetRequiredService<InnerRequests>();
        var context = inner.ContextFor(request, new HeaderDictionary(), cause);
        var held = new object();
        context.RequestAborted.Register(static _ => { }, held);
        await inner.SendAsync(context);
        return new WeakReference<object>(held);
    }
}
