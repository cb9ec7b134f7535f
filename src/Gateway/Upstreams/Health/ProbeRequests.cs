using System.Net.Http.Headers;
using Gateway.Environments;
using Microsoft.AspNetCore.Http.Extensions;
using Yarp.ReverseProxy.Health;
using Yarp.ReverseProxy.Model;

namespace Gateway.Upstreams.Health;

/// <summary>Makes the requests of active health checks.</summary>
internal sealed class ProbeRequests : IProbingRequestFactory
{
    private static readonly ProductInfoHeaderValue Agent = new("gateway", "health");

    /// <inheritdoc/>
    public HttpRequestMessage CreateRequest(ClusterModel cluster, DestinationModel destination)
    {
        var config = cluster.Config;
        var written = string.IsNullOrEmpty(destination.Config.Health) ? destination.Config.Address : destination.Config.Health;
        UriHelper.FromAbsolute(written, out var scheme, out var host, out var path, out _, out _);
        var target = UriHelper.BuildAbsolute(scheme, host, path, config.HealthCheck?.Active?.Path);
        var request = new ProbeRequest(target, ClusterHealth.Of(config.Metadata));
        request.Version = config.HttpRequest?.Version ?? request.Version;
        request.VersionPolicy = config.HttpRequest?.VersionPolicy ?? HttpVersionPolicy.RequestVersionOrLower;
        request.Headers.Host = destination.Config.Host;
        request.Headers.UserAgent.Add(Agent);
        return request;
    }
}

/// <summary>The request of an active health check, with what must come back.</summary>
/// <param name="target">Where it goes.</param>
/// <param name="expectation">What must come back.</param>
internal sealed class ProbeRequest(string target, ClusterHealth expectation) : HttpRequestMessage(HttpMethod.Get, target)
{
    /// <summary>What must come back.</summary>
    public ClusterHealth Expectation => expectation;
}

/// <summary>
/// Compares the answer of a health check with what must come back, and fails the request when it is something else. It stands below YARP's
/// check, which sees an answer only before its body.
/// </summary>
internal sealed class ProbeHandler(HttpMessageHandler inner) : DelegatingHandler(inner)
{
    /// <summary>A health check says what it has to say in its first words.</summary>
    private const int MostRead = 64 * 1024;

    /// <inheritdoc/>
    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
        request is ProbeRequest probe
            ? CheckAsync(base.SendAsync(request, cancellationToken), probe.Expectation, cancellationToken)
            : base.SendAsync(request, cancellationToken);

    private static async Task<HttpResponseMessage> CheckAsync(
        Task<HttpResponseMessage> sent, ClusterHealth expectation, CancellationToken cancellationToken)
    {
        var answer = await sent;
        var body = expectation.Contains is null ? "" : await BeginningAsync(answer, cancellationToken);
        if (expectation.Fault((int)answer.StatusCode, body) is not { } fault)
        {
            return answer;
        }

        answer.Dispose();
        throw new ProbeException(fault);
    }

    private static async Task<string> BeginningAsync(HttpResponseMessage answer, CancellationToken cancellationToken)
    {
        var buffer = new byte[MostRead];
        await using var body = await answer.Content.ReadAsStreamAsync(cancellationToken);
        var count = await body.ReadAtLeastAsync(buffer, MostRead, throwOnEndOfStream: false, cancellationToken);
        return System.Text.Encoding.UTF8.GetString(buffer, 0, count);
    }
}

/// <summary>A destination answered a health check with something else than it must.</summary>
internal sealed class ProbeException(string message) : Exception(message);
