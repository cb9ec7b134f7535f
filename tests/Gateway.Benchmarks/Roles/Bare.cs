using System.Globalization;

namespace Gateway.Benchmarks.Roles;

/// <summary>A Kestrel server with its defaults and no log, as a sample that is tuned for speed has it.</summary>
internal static class Bare
{
    /// <summary>A builder of a server that listens on a loopback port.</summary>
    public static WebApplicationBuilder Builder(int port)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions { ContentRootPath = AppContext.BaseDirectory });
        builder.WebHost.UseKestrelCore()
            .UseUrls(string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{port}"))
            .ConfigureKestrel(kestrel => kestrel.AddServerHeader = false);
        return builder;
    }

    /// <summary>Serves until SIGTERM.</summary>
    public static async Task<int> ServeAsync(WebApplication app, CancellationToken cancellationToken)
    {
        await app.RunAsync(cancellationToken);
        return 0;
    }
}
