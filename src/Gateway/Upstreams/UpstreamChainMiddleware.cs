using Gateway.Environments;
using Gateway.Errors;
using Microsoft.AspNetCore.Http.Features;
using Yarp.ReverseProxy;
using Yarp.ReverseProxy.Model;

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
                    // Only after a reload that took it away, for a request that began before.
                    context.Features.Set(UpstreamFailure.Describe(ErrorCode.NoHealthyUpstream, exception: null, mount.Upstreams[i], []));
                    continue;
                }

                Reassign(context, cluster);
            }

            state.MayFallBack = i < mount.Upstreams.Length - 1;
            await next(context);
            if (state.Verdict == AttemptVerdict.Withhold)
            {
                before.Restore(context);
                context.Features.Set(state.Failure);
            }

            if (state.Verdict != AttemptVerdict.FallBack || context.RequestAborted.IsCancellationRequested)
            {
                return;
            }
        }
    }

    // With a route of that cluster: what comes after, passive health among it, finds the cluster by the route.
    private static void Reassign(HttpContext context, ClusterState cluster)
    {
        var route = context.GetRouteModel();
        context.ReassignProxyRequest(new RouteModel(route.Config, cluster, route.Transformer), cluster);
    }
}
