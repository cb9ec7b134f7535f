using Gateway.Environments;
using Gateway.Upstreams.Breaking;
using Gateway.Upstreams.Repeating;
using Yarp.ReverseProxy.Model;
using Yarp.ReverseProxy.Transforms;

namespace Gateway.Upstreams.Hedging;

/// <summary>Gives a GET that may be asked of two destinations its <see cref="Hedge"/>.</summary>
internal sealed class Hedges(UpstreamLedger ledger, Admission admission, AttemptReport report, TimeProvider time)
{
    /// <summary>Prepares a request on its way to a destination, where its upstream hedges.</summary>
    public void Prepare(RequestTransformContext transform, AttemptState state, GatewayRequest request)
    {
        var context = transform.HttpContext;
        if (state.Plan.Hedging is not { } plan || !state.IsHarmless || state.HasBody || !HttpMethods.IsGet(context.Request.Method))
        {
            return;
        }

        var cluster = context.GetRouteModel().Cluster!;
        var proxy = context.GetReverseProxyFeature();
        if ((plan.Delay ?? ledger.Of(cluster).Heads.Limit) is { } delay && proxy.ProxiedDestination is { } asked)
        {
            transform.ProxyRequest.Options.Set(Hedge.Key, Between(cluster, proxy, asked, delay, state, request.Rest));
        }
    }

    private Hedge Between(
        ClusterState cluster, IReverseProxyFeature proxy, DestinationState asked, TimeSpan delay, AttemptState state, string rest)
    {
        var sent = time.GetTimestamp();
        return new Hedge
        {
            Delay = delay,
            Time = time,
            Choose = () => admission.Spare(state.Left, asked) is { } spare && state.TryTakeRepetition() ? spare : null,
            Repeat = (original, other) => RepeatedRequest.Of(original, other.Model.Config, rest),
            IsAnswer = answer => !state.Plan.RetryOn.Contains((int)answer.StatusCode),
            Decided = Decide,
        };

        // The answer is the winner's: what is learned from it is learned of that destination.
        void Decide(DestinationState other, bool otherHasWon, long began)
        {
            var (slower, winner, since) = otherHasWon ? (asked, other, sent) : (other, asked, began);
            report.Superseded(cluster.ClusterId, slower, winner, time.GetElapsedTime(since));
            if (!otherHasWon)
            {
                return;
            }

            if (state.Plan.LearnsLatency)
            {
                ledger.Of(asked).Latency.Observe(time.GetElapsedTime(sent));
            }

            proxy.ProxiedDestination = other;
            state.Spent = time.GetElapsedTime(state.Started, began);
        }
    }
}
