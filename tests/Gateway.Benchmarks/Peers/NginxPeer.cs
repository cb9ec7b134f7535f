using System.Globalization;
using Gateway.Benchmarks.Processes;

namespace Gateway.Benchmarks.Peers;

/// <summary>
/// nginx with proxy_cache, set up for speed: one worker on its core, kept-alive connections, open files remembered, no access log.
/// </summary>
internal static class NginxPeer
{
    /// <summary>The name in the tables.</summary>
    public const string Name = "nginx proxy_cache";

    /// <summary>Starts it, or says that the machine has none and returns null.</summary>
    public static async Task<ServerProcess?> StartAsync(Workbench bench, Uri origin, CancellationToken cancellationToken)
    {
        if (Programs.Find("nginx") is not { } nginx)
        {
            Reports.Printed.Warning("nginx is missing, so it is NOT measured. On Debian: apt-get install nginx-light");
            return null;
        }

        var folder = Directory.CreateDirectory(Path.Combine(bench.Folder, "nginx")).FullName;
        var file = Path.Combine(folder, "nginx.conf");
        return await bench.StartAsync(Name, Pinning.ServerCore, nginx, Arguments, cancellationToken);

        IEnumerable<string> Arguments(int port)
        {
            File.WriteAllText(file, Settings(port, origin, folder));
            return ["-p", folder, "-e", Path.Combine(folder, "error.log"), "-c", file];
        }
    }

    private static string Settings(int port, Uri origin, string folder) => string.Create(CultureInfo.InvariantCulture, $$"""
        {{(Environment.UserName == "root" ? "user root;" : "")}}
        daemon off;
        worker_processes 1;
        pid {{folder}}/nginx.pid;
        error_log {{folder}}/error.log;
        events { worker_connections 4096; }
        http {
          access_log off;
          sendfile on;
          tcp_nopush on;
          keepalive_requests 1000000000;
          open_file_cache max=10000;
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
