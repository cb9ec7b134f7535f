using Gateway.Draining;
using Gateway.Telemetry;
using Gateway.Upstreams.Breaking;
using Yarp.ReverseProxy;

namespace Gateway.Admin;

/// <summary>The upstreams as they are, and the first half of an end.</summary>
internal sealed class UpstreamApi(IProxyStateLookup clusters, UpstreamLedger ledger, GatewayDrain drain, ILoggerFactory loggers)
{
    private readonly ILogger _audit = loggers.CreateLogger(AuditCategory.Name);

    /// <summary>Maps the paths.</summary>
    public void Map(IEndpointRouteBuilder admin)
    {
        admin.MapRead("/api/upstreams", () => Results.Json(UpstreamView.Of(clusters, ledger)));
        admin.MapPost("/api/drain", (HttpContext context) =>
        {
            if (drain.Begin())
            {
                var caller = AdminCaller.Of(context);
                Log.Drained(_audit, caller.Name, caller.Address);
            }

            return Results.Json(new { Draining = true });
        });
    }
}
