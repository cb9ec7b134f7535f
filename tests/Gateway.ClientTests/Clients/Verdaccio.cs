using System.Net;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Text.Json;
using Gateway.TestKit;
using Gateway.TestKit.Tools;

namespace Gateway.ClientTests.Clients;

/// <summary>A real verdaccio on a port of its own, with an empty storage and no other registry behind it.</summary>
internal sealed class Verdaccio : IAsyncDisposable
{
    /// <summary>Another process may take the port between its choice and its use; three times in a row is no accident.</summary>
    private const int PortAttempts = 3;

    private const string Configuration =
        """
        storage: ./storage
        auth:
          htpasswd:
            file: ./htpasswd
            max_users: 100
            algorithm: sha1
        uplinks: {}
        packages:
          '**':
            access: $all
            publish: $authenticated
            unpublish: $authenticated
        web:
          enable: false
        max_body_size: 200mb
        log: { type: stdout, format: pretty, level: http }
        """;

    private readonly HttpClient _client;

    private Verdaccio(ToolProcess process, Uri address)
    {
        Process = process;
        Address = address;
        _client = new HttpClient { BaseAddress = address };
    }

    /// <summary>The registry, ending with a slash.</summary>
    public Uri Address { get; }

    /// <summary>The process; its output is verdaccio's log, one line for each request.</summary>
    public ToolProcess Process { get; }

    /// <summary>Starts one, with its files below a folder of this name.</summary>
    public static async Task<Verdaccio> StartAsync(TempFolder folder, string name = "verdaccio")
    {
        var script = RequiredTool.FindFile(
            RepositoryRoot.Of("tests", "Gateway.ClientTests", "npm", "node_modules", "verdaccio", "bin", "verdaccio"),
            "run 'npm ci' in tests/Gateway.ClientTests/npm");
        var node = RequiredTool.Find("node", "install Node.js");
        var configuration = folder.Write(name + "/config.yaml", Configuration);
        for (var attempt = 1; ; attempt++)
        {
            var address = new Uri($"http://127.0.0.1:{FreePort()}/");
            var command = new ToolCommand(node, script, "--config", configuration, "--listen", address.Authority)
            {
                WorkingFolder = folder[name],
            };
            var verdaccio = new Verdaccio(ToolProcess.Start(command), address);
            await Poll.UntilAsync(verdaccio.HasStartedOrExited, TimeSpan.FromMinutes(1), $"verdaccio answers at {address}");
            if (!verdaccio.Process.HasExited)
            {
                return verdaccio;
            }

            await verdaccio.DisposeAsync();
            if (attempt == PortAttempts)
            {
                Assert.Fail($"verdaccio did not start:\n{verdaccio.Process.Output}\n{verdaccio.Process.Error}");
            }
        }
    }

    /// <summary>Signs a user up.</summary>
    /// <returns>The token that may publish.</returns>
    public async Task<string> CreateUserAsync(string user)
    {
        var account = new { name = user, password = "password-of-" + user };
        var path = new Uri($"-/user/org.couchdb.user:{user}", UriKind.Relative);
        using var response = await _client.PutAsJsonAsync(path, account, TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.Created, response.StatusCode);
        var answer = await response.Content.ReadFromJsonAsync<JsonElement>(TestContext.Current.CancellationToken);
        return answer.GetProperty("token").GetString()!;
    }

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await Process.DisposeAsync();
    }

    private static int FreePort()
    {
        using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        return ((IPEndPoint)socket.LocalEndPoint!).Port;
    }

    private async Task<bool> HasStartedOrExited()
    {
        if (Process.HasExited)
        {
            return true;
        }

        try
        {
            using var response = await _client.GetAsync(new Uri("-/ping", UriKind.Relative), TestContext.Current.CancellationToken);
            return response.IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }
}
