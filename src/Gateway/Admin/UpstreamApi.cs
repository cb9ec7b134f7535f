using Gateway.Upstreams.Breaking;
using Yarp.ReverseProxy;

namespace Gateway.Admin;

/// <summary>The upstreams as they are, and the first half of an end.</summary>
internal sealed class UpstreamApi(IProxyStateLookup clusters, UpstreamLedger ledger, GatewayDrain drain, ILoggerFactory loggers)
{
    private readonly ILogger _logger = loggers.CreateLogger("Gateway.Admin");

    /// <summary>Maps the paths.</summary>
    public void Map(IEndpointRouteBuilder admin)
    {
        admin.MapGet("/api/upstreams", () => Results.Json(UpstreamView.Of(clusters, ledger)));
        admin.MapPost("/api/drain", (HttpContext context) =>
        {
            if (drain.Begin())
            {
                Log.Drained(_logger, context.Connection.RemoteIpAddress);
            }

            return Results.Json(new { Draining = true });
        });
    }
}
