using Gateway.Admin.Dashboard;
using Gateway.Environments;
using Gateway.Telemetry;
using Gateway.Telemetry.Scrape;

namespace Gateway.Admin;

/// <summary>What the admin listener answers. It reads the features; none of them knows it.</summary>
internal static class AdminApi
{
    /// <summary>Maps the paths.</summary>
    /// <param name="admin">The admin listener's own application.</param>
    /// <param name="gateway">The services of the gateway.</param>
    public static void Map(IEndpointRouteBuilder admin, IServiceProvider gateway)
    {
        var readiness = ActivatorUtilities.CreateInstance<Readiness>(gateway);
        var state = gateway.GetRequiredService<GatewayState>();
        var metrics = gateway.GetRequiredService<GatewayMetrics>();
        admin.MapRead("/healthz", () => Results.Text("alive\n"));
        admin.MapRead("/readyz", () => readiness.Reason() is { } reason
            ? Results.Text($"not ready: {reason}\n", statusCode: StatusCodes.Status503ServiceUnavailable)
            : Results.Text("ready\n"));
        var scrape = gateway.GetRequiredService<MetricScrape>();
        admin.MapRead("/metrics", context =>
        {
            var form = ScrapeForms.Choose(context.Request.Headers.Accept!);
            context.Response.ContentType = ScrapeForms.ContentTypeOf(form);
            return context.Response.Body.WriteAsync(scrape.Read(form)).AsTask();
        });
        ActivatorUtilities.CreateInstance<CacheApi>(gateway).Map(admin);
        var certificates = gateway.GetRequiredService<CertificateViews>();
        admin.MapRead("/api/certificates", () => Results.Json(certificates.All()));
        ActivatorUtilities.CreateInstance<LogLevelApi>(gateway).Map(admin);
        ActivatorUtilities.CreateInstance<UpstreamApi>(gateway).Map(admin);
        var configuration = gateway.GetRequiredService<IConfiguration>();
        admin.MapRead("/api/config", () => Results.Text(
            ConfigurationView.TextOf(state.Current.Snapshot.Source, configuration), "application/json"));
        admin.MapDashboard(gateway);
        admin.MapRead("/api/environments", () => Results.Json(
            EnvironmentView.Of(state.Current, metrics.LastReloadSuccessful, certificates.HostsWithout())));
    }
}
