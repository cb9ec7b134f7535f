using System.Globalization;
using Gateway.Benchmarks.Processes;

namespace Gateway.Benchmarks.Peers;

/// <summary>Varnish with its built-in rules and its store in memory.</summary>
internal static class VarnishPeer
{
    /// <summary>The name in the tables.</summary>
    public const string Name = "Varnish";

    /// <summary>Starts it, or says that the machine has none and returns null.</summary>
    public static async Task<ServerProcess?> StartAsync(Workbench bench, Uri origin, CancellationToken cancellationToken)
    {
        // Varnish compiles its rules with a C compiler at start.
        if (Programs.Find("varnishd") is not { } varnish || Programs.Find("gcc") is null)
        {
            Reports.Printed.Warning(
                "Varnish (or gcc, which it needs) is missing, so it is NOT measured. On Debian: apt-get install varnish gcc");
            return null;
        }

        var folder = Directory.CreateDirectory(Path.Combine(bench.Folder, "varnish")).FullName;
        var rules = Path.Combine(bench.Folder, "rules.vcl");
        await File.WriteAllTextAsync(rules, Rules(origin), cancellationToken);
        return await bench.StartAsync(
            Name,
            Pinning.ServerCore,
            varnish,
            port => ["-F", "-j", "none", "-n", folder, "-a", $"127.0.0.1:{port}", "-f", rules, "-s", "malloc,256m", "-T", "none"],
            cancellationToken);
    }

    private static string Rules(Uri origin) => string.Create(CultureInfo.InvariantCulture, $$"""
        vcl 4.1;
        backend default { .host = "127.0.0.1"; .port = "{{origin.Port}}"; }
        sub vcl_recv { set req.url = regsub(req.url, "^/c/", "/store/"); }
        sub vcl_deliver { if (obj.hits > 0) { set resp.http.X-Cache-Status = "HIT"; } else { set resp.http.X-Cache-Status = "MISS"; } }
        """);
}
