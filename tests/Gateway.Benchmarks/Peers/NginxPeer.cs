using System.Globalization;
using Gateway.Benchmarks.Processes;

namespace Gateway.Benchmarks.Peers;

/// <summary>
/// nginx with proxy_cache: one worker on its core, sendfile, kept-alive connections, and no access log, since the gateway under test
/// writes none.
/// </summary>
/// <remarks>
/// <c>tcp_nopush</c> stays off: over the loopback interface it holds the last segment of a large body for the 40 ms of a delayed
/// acknowledgement, and nginx would look twenty times slower than it is.
/// </remarks>
internal static class NginxPeer
{
    /// <summary>The name in the tables.</summary>
    public const string Name = "nginx proxy_cache";

    /// <summary>The name of the one that keeps the cache's files open, which Debian's package does not switch on.</summary>
    public const string TunedName = "nginx, open_file_cache";

    /// <summary>Starts it, or says that the machine has none and returns null.</summary>
    public static Task<ServerProcess?> StartAsync(Workbench bench, Uri origin, CancellationToken cancellationToken) =>
        StartAsync(bench, Name, origin, "", cancellationToken);

    /// <summary>Starts the one that keeps files open, or says that the machine has none and returns null.</summary>
    public static Task<ServerProcess?> StartTunedAsync(Workbench bench, Uri origin, CancellationToken cancellationToken) =>
        StartAsync(bench, TunedName, origin, "open_file_cache max=10000;", cancellationToken);

    private static async Task<ServerProcess?> StartAsync(
        Workbench bench, string name, Uri origin, string tuning, CancellationToken cancellationToken)
    {
        if (Programs.Find("nginx") is not { } nginx)
        {
            Reports.Printed.Warning("nginx is missing, so it is NOT measured. On Debian: apt-get install nginx-light");
            return null;
        }

        var folder = Directory.CreateDirectory(Path.Combine(bench.Folder, name == Name ? "nginx" : "nginx-tuned")).FullName;
        var file = Path.Combine(folder, "nginx.conf");
        return await bench.StartAsync(name, Pinning.ServerCore, nginx, Arguments, cancellationToken);

        IEnumerable<string> Arguments(int port)
        {
            File.WriteAllText(file, Settings(port, origin, folder, tuning));
            return ["-p", folder, "-e", Path.Combine(folder, "error.log"), "-c", file];
        }
    }

    private static string Settings(int port, Uri origin, string folder, string tuning) => string.Create(CultureInfo.InvariantCulture, $$"""
        {{(Environment.UserName == "root" ? "user root;" : "")}}
        daemon off;
        worker_processes 1;
        pid {{folder}}/nginx.pid;
        error_log {{folder}}/error.log;
        events { worker_connections 4096; }
        http {
          access_log off;
          sendfile on;
          keepalive_requests 1000000000;
          {{tuning}}
          client_body_temp_path {{folder}}/client;
          proxy_temp_path {{folder}}/proxy;
          fastcgi_temp_path {{folder}}/fastcgi;
          uwsgi_temp_path {{folder}}/uwsgi;
          scgi_temp_path {{folder}}/scgi;
          proxy_cache_path {{folder}}/cache levels=1:2 keys_zone=objects:16m max_size=10g inactive=1d use_temp_path=off;
          upstream origin { server {{origin.Authority}}; keepalive 64; }
          server {
            listen 127.0.0.1:{{port}};
            location /c/ {
              proxy_pass http://origin/store/;
              proxy_http_version 1.1;
              proxy_set_header Connection "";
              proxy_cache objects;
              add_header X-Cache-Status $upstream_cache_status;
            }
          }
        }
        """);
}
