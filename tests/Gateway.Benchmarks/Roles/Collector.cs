namespace Gateway.Benchmarks.Roles;

/// <summary>Takes what a telemetry exporter sends, and forgets it.</summary>
internal static class Collector
{
    /// <summary>Serves until SIGTERM.</summary>
    public static Task<int> ServeAsync(int port, CancellationToken cancellationToken)
    {
        var app = Bare.Builder(port).Build();
        app.Run(async context =>
        {
            await context.Request.Body.CopyToAsync(Stream.Null, context.RequestAborted);
            context.Response.ContentType = "application/x-protobuf";
        });
        return Bare.ServeAsync(app, cancellationToken);
    }
}
