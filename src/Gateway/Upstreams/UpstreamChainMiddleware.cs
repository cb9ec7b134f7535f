using Gateway.Environments;
using Microsoft.AspNetCore.Http.Features;
using Yarp.ReverseProxy;

namespace Gateway.Upstreams;

/// <summary>Asks the upstreams of a repository in their order, until one has an answer that is the client's.</summary>
internal sealed class UpstreamChainMiddleware(RequestDelegate next, IProxyStateLookup clusters, TimeProvider time)
{
    /// <summary>The stage.</summary>
    public Task InvokeAsync(HttpContext context)
    {
        var mount = context.Features.GetRequiredFeature<GatewayRequest>().Mount;
        var state = new AttemptState { FallbackOn = mount?.Options.FallbackOn ?? [], Started = time.GetTimestamp() };
        context.Features.Set(state);
        StreamingRates.Lift(context);
        return mount is { Upstreams.Length: > 1 } && AttemptMiddleware.IsRepeatable(context) ? Ask(context, mount, state) : next(context);
    }

    private async Task Ask(HttpContext context, MountedRepository mount, AttemptState state)
    {
        var before = ResponseReset.Remember(context.Response);
        for (var i = 0; i < mount.Upstreams.Length; i++)
        {
            if (i > 0)
            {
                before.Restore(context);
                if (!clusters.TryGetCluster(mount.Upstreams[i], out var cluster))
                {
                    continue;
                }

                context.ReassignProxyRequest(cluster);
            }

            state.MayFallBack = i < mount.Upstreams.Length - 1;
            await next(context);
            if (state.Verdict != AttemptVerdict.FallBack || context.RequestAborted.IsCancellationRequested)
            {
                return;
            }
        }
    }
}
