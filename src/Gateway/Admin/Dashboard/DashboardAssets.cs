namespace Gateway.Admin.Dashboard;

/// <summary>The files of the dashboard, from the executable.</summary>
internal static class DashboardAssets
{
    private static readonly (string Name, string Type)[] Files =
    [
        ("style.css", "text/css; charset=utf-8"), ("live.js", "text/javascript; charset=utf-8"), ("icon.svg", "image/svg+xml"),
    ];

    /// <summary>Maps the paths.</summary>
    public static void Map(IEndpointRouteBuilder admin)
    {
        foreach (var (name, type) in Files)
        {
            var bytes = Read(name);
            admin.MapRead($"/dashboard/{name}", context =>
            {
                PageRenderer.Protect(context.Response);
                context.Response.ContentType = type;
                context.Response.ContentLength = bytes.Length;
                return context.Response.Body.WriteAsync(bytes).AsTask();
            });
        }
    }

    private static byte[] Read(string name)
    {
        using var stream = typeof(DashboardAssets).Assembly.GetManifestResourceStream($"dashboard/{name}")
            ?? throw new InvalidOperationException($"The file {name} of the dashboard is missing from the build.");
        using var bytes = new MemoryStream();
        stream.CopyTo(bytes);
        return bytes.ToArray();
    }
}
