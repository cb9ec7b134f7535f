using System.Diagnostics;
using System.Net;
using System.Net.Http.Headers;
using Gateway.Configuration;
using Gateway.Environments;
using Gateway.Telemetry;
using Gateway.Upstreams.Hedging;
using Gateway.Upstreams.Redirects;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Primitives;
using Microsoft.Net.Http.Headers;
using Yarp.ReverseProxy.Transforms;
using Yarp.ReverseProxy.Transforms.Builder;

namespace Gateway.Upstreams;

/// <summary>What is changed on a request towards an upstream and on its response: as little as the contract allows.</summary>
internal sealed class ForwardingTransforms(Via via, AnswerBodies bodies, Hedges hedges, GatewayMetrics metrics, TimeProvider time)
    : ITransformProvider
{
    /// <inheritdoc/>
    public void ValidateRoute(TransformRouteValidationContext context)
    {
    }

    /// <inheritdoc/>
    public void ValidateCluster(TransformClusterValidationContext context)
    {
    }

    /// <inheritdoc/>
    public void Apply(TransformBuilderContext context)
    {
        context.UseDefaultForwarders = false;
        context.AddRequestTransform(Request);
        context.AddResponseTransform(Response);
    }

    private ValueTask Request(RequestTransformContext transform)
    {
        var http = transform.HttpContext;
        var gateway = http.Features.GetRequiredFeature<GatewayRequest>();
        var headers = transform.ProxyRequest.Headers;
        foreach (var (field, _) in http.Request.Headers)
        {
            if (OverridingFields.Contains(field))
            {
                headers.Remove(field);
            }
        }

        TellTrace(http, headers);
        headers.TryAddWithoutValidation("X-Forwarded-For", gateway.Client.Field);
        headers.TryAddWithoutValidation("X-Forwarded-Proto", gateway.Scheme);
        headers.TryAddWithoutValidation("X-Forwarded-Host", gateway.Host);
        headers.TryAddWithoutValidation("X-Real-IP", gateway.Client.Client.ToString());
        headers.TryAddWithoutValidation(Via.Field, via.EntryFor(http.Request.Protocol));
        if (gateway.Mount is { } mount)
        {
            headers.TryAddWithoutValidation("X-Forwarded-Prefix", mount.Options.Path);
            transform.ProxyRequest.RequestUri = UpstreamTarget.Join(transform.DestinationPrefix, gateway.Rest);
            var upstream = http.GetReverseProxyFeature().Cluster.Config.ClusterId;
            UpstreamCredentials.Apply(headers, upstream, gateway);
            if (http.Features.Get<AttemptState>() is { } attempt)
            {
                LimitRedirects(transform, attempt, gateway, mount);
                hedges.Prepare(transform, attempt, gateway);
            }
        }

        return default;
    }

    /// <summary>Says to who sends the request which redirects of the upstream it may follow.</summary>
    private void LimitRedirects(RequestTransformContext transform, AttemptState attempt, GatewayRequest gateway, MountedRepository mount)
    {
        var redirects = attempt.Plan.Redirects;
        var isRegistry = mount.Options.Format != RepositoryFormat.Generic;
        transform.ProxyRequest.Options.Set(RedirectPlan.Key, isRegistry ? redirects.Registry : redirects.Generic);
        if (gateway.Limit is not null)
        {
            transform.ProxyRequest.Options.Set(PrivateRedirects.Key, new PrivateRedirects(
                gateway.Published.Snapshot.Part<PublicHosts>(), () => metrics.CountWithheldName(mount.Name, "redirect")));
        }
    }

    /// <summary>Where a span is recorded, the client that sends the request writes these fields, for a span of its own.</summary>
    private static void TellTrace(HttpContext http, HttpRequestHeaders headers)
    {
        if (Activity.Current is not null)
        {
            return;
        }

        if (http.Request.Headers.TraceParent.Count > 0)
        {
            headers.Remove(HeaderNames.TraceParent);
        }

        headers.TryAddWithoutValidation(HeaderNames.TraceParent, http.Features.GetRequiredFeature<RequestRecord>().TraceParent);
    }

    private ValueTask Response(ResponseTransformContext transform)
    {
        if (transform.ProxyResponse is { } received)
        {
            ResponseFraming.Check(received);
        }

        var response = transform.HttpContext.Response;
        if (transform.ProxyResponse is { Headers.Connection: { Count: > 0 } bound })
        {
            // What Connection names is for this hop only (RFC 9110 §7.6.1); the forwarder drops the field itself, but not what it names.
            foreach (var name in bound)
            {
                response.Headers.Remove(name);
            }
        }

        response.Headers[Via.Field] = StringValues.Concat(response.Headers[Via.Field], Via.ResponseEntry);
        if (transform.ProxyResponse is not { } answer)
        {
            return default;
        }

        ConnectionOptions.Remove(answer.Headers, response.Headers);
        if (transform.HttpContext.Features.Get<AttemptState>() is { } attempt)
        {
            var passed = time.GetElapsedTime(attempt.Started);
            Record(transform.HttpContext, passed);
            transform.SuppressResponseBody = attempt.Answered((int)answer.StatusCode, passed, RestOf(answer));
            if (!transform.SuppressResponseBody)
            {
                return bodies.PrepareAsync(transform, answer, attempt);
            }
        }

        return default;
    }

    /// <summary>How long a destination asks to be left alone, which means something only where it cannot answer.</summary>
    private TimeSpan? RestOf(HttpResponseMessage answer) => answer.StatusCode != HttpStatusCode.ServiceUnavailable ? null
        : answer.Headers.RetryAfter is { Delta: { } delta } ? delta
        : answer.Headers.RetryAfter is { Date: { } date } ? date - time.GetUtcNow()
        : null;

    private void Record(HttpContext context, TimeSpan duration)
    {
        var upstream = context.GetReverseProxyFeature().Cluster.Config.ClusterId;
        metrics.RecordUpstreamDuration(upstream, duration);
        if (context.Features.Get<RequestRecord>() is { } record)
        {
            record.Upstream = upstream;
            record.UpstreamDuration = duration;
        }
    }
}
