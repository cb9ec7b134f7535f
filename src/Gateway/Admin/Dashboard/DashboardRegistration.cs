namespace Gateway.Admin.Dashboard;

/// <summary>What the dashboard puts into the container and onto the admin listener.</summary>
internal static class DashboardRegistration
{
    /// <summary>Adds what the pages are made from.</summary>
    public static IServiceCollection AddDashboard(this IServiceCollection services)
    {
        services.AddSingleton<CacheViews>();
        services.AddSingleton<CacheSearch>();
        services.AddSingleton<EnvironmentTraffic>();
        services.AddSingleton<CertificateViews>();
        services.AddSingleton<PageRenderer>();
        return services;
    }

    /// <summary>Maps the paths.</summary>
    public static void MapDashboard(this IEndpointRouteBuilder admin, IServiceProvider gateway)
    {
        DashboardAssets.Map(admin);
        ActivatorUtilities.CreateInstance<DashboardPages>(gateway).Map(admin);
        ActivatorUtilities.CreateInstance<DashboardActions>(gateway).Map(admin);
        ActivatorUtilities.CreateInstance<LiveStreams>(gateway).Map(admin);
    }
}
