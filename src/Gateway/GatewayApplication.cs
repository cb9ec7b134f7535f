using Gateway.Configuration;
using Gateway.Environments;

namespace Gateway;

/// <summary>Puts the application together from a builder that has its configuration sources.</summary>
internal static class GatewayApplication
{
    /// <summary>Builds the application; it listens once it is started.</summary>
    /// <param name="builder">The builder, with the configuration sources in place.</param>
    /// <param name="configuration">What they say, found without fault.</param>
    public static WebApplication Build(WebApplicationBuilder builder, LoadedConfiguration configuration)
    {
        builder.WebHost.ConfigureKestrel(GatewayListeners.Configure);
        builder.Services.AddGateway(configuration);
        var app = builder.Build();
        var state = app.Services.GetRequiredService<GatewayState>();
        state.Prepare(configuration);
        app.UseGateway(state);
        return app;
    }
}
