using System.Globalization;

namespace Gateway.Benchmarks.Roles;

/// <summary>Takes what a telemetry exporter sends, and forgets it. <c>/requests</c> is how often something came.</summary>
internal static class Collector
{
    /// <summary>Serves until SIGTERM.</summary>
    public static Task<int> ServeAsync(int port, CancellationToken cancellationToken)
    {
        var app = Bare.Builder(port).Build();
        var exports = 0L;
        app.Run(async context =>
        {
            if (context.Request.Path == "/requests")
            {
                await context.Response.WriteAsync(Interlocked.Read(ref exports).ToString(CultureInfo.InvariantCulture));
                return;
            }

            Interlocked.Increment(ref exports);
            await context.Request.Body.CopyToAsync(Stream.Null, context.RequestAborted);
            context.Response.ContentType = "application/x-protobuf";
        });
        return Bare.ServeAsync(app, cancellationToken);
    }
}
