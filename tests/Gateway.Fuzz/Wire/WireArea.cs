using System.Globalization;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using Gateway.Fuzz.Areas;
using Gateway.TestKit;
using Microsoft.Extensions.Logging;

namespace Gateway.Fuzz.Wire;

/// <summary>
/// Whole requests over a socket, each followed by a good one on the same connection. Every answer must be one: no 500, none that was made
/// for another target, none that answers what was hidden in a body.
/// </summary>
internal sealed class WireArea(FuzzedGateway gateway) : IFuzzArea
{
    /// <summary>The name of the area.</summary>
    public const string AreaName = "wire";

    /// <summary>The gateway answers within milliseconds; who waits longer waits for the rest of a request that never comes.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(300);

    private const string Last = "/files/last";

    private static readonly byte[] Follower =
        Encoding.ASCII.GetBytes($"GET {Last} HTTP/1.1\r\nHost: {FuzzedGateway.Host}\r\nConnection: close\r\n\r\n");

    public string Name => AreaName;

    public IReadOnlyList<string> Seeds { get; } =
    [
        Get("/files/a?b=c"), Get("/npm/@corp%2fapp"), Get("/go/corp.example/m/@v/list"), Get("/files/x", "Range: bytes=0-1"),
        Get("/%66iles/x"), Get("http://dev.example/files/x"), Get("/files/x", "Connection: X-Real-IP", "X-Real-IP: 1.2.3.4"),
        Get("/files/x", "X-Forwarded-Host: evil.example", "Forwarded: host=evil.example"), Get("/files/x", "Expect: 100-continue"),
        Get("/files/x", "Cache-Control: no-cache, max-age=0", "If-None-Match: \"a\""),
        Get("/files/x").Replace("dev.example", "guarded.example", StringComparison.Ordinal),
        "PUT /files/x HTTP/1.1\r\nHost: dev.example\r\nContent-Length: 5\r\n\r\nhello",
        "PUT /files/x HTTP/1.1\r\nHost: dev.example\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n",
        "PUT /files/x HTTP/1.1\r\nHost: dev.example\r\nContent-Length: 46\r\n\r\nGET /files/hidden HTTP/1.1\r\nHost: dev.example\r\n\r\n",
        "PUT /files/x HTTP/1.1\r\nHost: dev.example\r\nTransfer-Encoding: chunked\r\nContent-Length: 4\r\n\r\n0\r\n\r\n",
        "POST /npm/-/npm/v1/security/advisories/bulk HTTP/1.1\r\nHost: dev.example\r\nContent-Length: 13\r\n\r\n{\"a\":[\"1.0\"]}",
        "HEAD /files/x HTTP/1.1\r\nHost: dev.example\r\n\r\n", "OPTIONS * HTTP/1.1\r\nHost: dev.example\r\n\r\n",
    ];

    public IReadOnlyList<string> Pieces { get; } =
    [
        "\r\n", "\n", "\r", "\r\n\r\n", " ", "\t", ":", "\0", "Content-Length: 3\r\n", "Transfer-Encoding: chunked\r\n",
        "Host: dev.example\r\n",
        "Host: evil.example\r\n", "0\r\n\r\n", "chunked", "Connection: close\r\n", "Connection: Host\r\n", "Expect: 100-continue\r\n",
        "HTTP/1.0",
        "HTTP/1.1", "GET ", "HEAD ", "PUT ", "/files/", "/npm/", "/go/", "..", "%2e", "%2f", "%00", "%0d%0a", "\\", "?", "#", ";",
        "GET /files/hidden HTTP/1.1\r\nHost: dev.example\r\n\r\n", "Authorization: Bearer x\r\n", "Range: bytes=0-\r\n", "Vary: *\r\n",
        "X-Forwarded-Host: evil.example\r\n", "X-Forwarded-For: 10.0.0.1\r\n", "Forwarded: for=10.0.0.1\r\n", "Client-Cert: :AA==:\r\n",
        "Upgrade: h2c\r\n", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
    ];

    public async ValueTask<FuzzOutcome> TryAsync(string input)
    {
        using var patience = new CancellationTokenSource(Patience);
        using var client = new TcpClient { NoDelay = true };
        await client.ConnectAsync(gateway.Address.Host, gateway.Address.Port, CancellationToken.None);
        var signature = new StringBuilder();
        string? finding = null;
        try
        {
            var stream = client.GetStream();
            await stream.WriteAsync(Encoding.Latin1.GetBytes(input), patience.Token);
            await stream.WriteAsync(Follower, patience.Token);
            var reader = new WireReader(stream, patience.Token);
            var isHead = input.StartsWith("HEAD ", StringComparison.Ordinal);
            for (var i = 0; finding is null && await ReadAsync(reader, isHead && i == 0) is { } answer; i++)
            {
                signature.Append(CultureInfo.InvariantCulture, $"{answer.Status} {answer.Code} {answer.CacheStatus} ");
                finding = FaultOf(answer, input, isFirst: i == 0);
                if (input.LastIndexOf("HEAD ", StringComparison.Ordinal) > 0)
                {
                    // Which of the later answers is one to HEAD, and has no body whatever its length says, is for the server to know.
                    break;
                }
            }
        }
        catch (Exception exception) when (exception is IOException or SocketException or OperationCanceledException)
        {
            signature.Append(exception is OperationCanceledException ? "waits" : "ended");
        }

        client.LingerState = new LingerOption(enable: true, seconds: 0);
        return new FuzzOutcome(signature.ToString(), finding ?? ServerFault());
    }

    private static string Get(string target, params string[] fields) =>
        $"GET {target} HTTP/1.1\r\nHost: dev.example\r\n{string.Concat(fields.Select(field => field + "\r\n"))}\r\n";

    private static async Task<Answer?> ReadAsync(WireReader reader, bool isHead)
    {
        while (await reader.ReadHeadAsync() is { } head)
        {
            var status = int.Parse(head.AsSpan("HTTP/1.1 ".Length, 3), NumberStyles.None, CultureInfo.InvariantCulture);
            if (status is >= 100 and < 200)
            {
                continue;
            }

            var length = FieldOf(head, "Content-Length") is { } text ? long.Parse(text, CultureInfo.InvariantCulture) : 0;
            var body = isHead || status is 204 or 304 ? ""
                : FieldOf(head, "Transfer-Encoding") is null ? await reader.ReadAsync(length)
                : await reader.ReadChunksAsync();
            return new Answer(status, FieldOf(head, "X-Gateway-Error") ?? "", FieldOf(head, "X-Cache-Status") ?? "", body ?? "");
        }

        return null;
    }

    private static string? FieldOf(string head, string name)
    {
        var at = head.IndexOf($"\r\n{name}: ", StringComparison.OrdinalIgnoreCase);
        return at < 0 ? null : head[(at + name.Length + 4)..head.IndexOf("\r\n", at + 2, StringComparison.Ordinal)];
    }

    private static string? FaultOf(Answer answer, string input, bool isFirst)
    {
        if (answer.Status == 500)
        {
            return $"{answer.Status} {answer.Code}";
        }

        if (answer.Status != 200 || SeenIn(answer.Body) is not var (target, host))
        {
            return null;
        }

        if (!host.Split(':')[0].TrimEnd('.').Equals(FuzzedGateway.Host, StringComparison.OrdinalIgnoreCase)
            && !host.StartsWith("guarded.example", StringComparison.OrdinalIgnoreCase))
        {
            return $"an answer that was made for the host '{host}'";
        }

        var sent = input.Split(' ');
        return isFirst && sent.Length > 2 && input.IndexOf(' ', StringComparison.Ordinal) < input.IndexOf('\r', StringComparison.Ordinal)
            ? TargetFault(sent[1], target)
            : null;
    }

    /// <summary>Null for an answer that the gateway made itself, and for a part of one.</summary>
    private static SeenRequest? SeenIn(string body)
    {
        try
        {
            return body.StartsWith("{\"Target", StringComparison.Ordinal) ? JsonSerializer.Deserialize<SeenRequest>(body) : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>
    /// What the upstream saw is the end of what the client sent; or, where the mount was spelled otherwise, means the same.
    /// </summary>
    private static string? TargetFault(string sent, string seen)
    {
        var scheme = sent.IndexOf("://", StringComparison.Ordinal);
        var path = (scheme < 0 ? sent : sent[(scheme + 3)..]).Split('?')[0];
        path = scheme < 0 ? path : path[Math.Max(0, path.IndexOf('/', StringComparison.Ordinal))..];
        var isHere = sent.EndsWith(seen, StringComparison.Ordinal)
            || PercentDecoding.Decode(path).EndsWith(PercentDecoding.Decode(seen.Split('?')[0]), StringComparison.OrdinalIgnoreCase)
            || (seen.Split('?')[0] is "/" && !path.TrimEnd('/').Trim('/').Contains('/', StringComparison.Ordinal));
        return isHere ? null : $"the upstream's answer is for '{seen}'";
    }

    /// <summary>
    /// The server's own line on a NUL in the trailer of a body that nobody reads any more: in a header section it is a bad request, there
    /// the answer has gone and the server ends the connection. It offers no way to say that more quietly.
    /// </summary>
    private static bool IsTrailerWithNull(LogEntry entry) =>
        entry is { Category: "Microsoft.AspNetCore.Server.Kestrel", Exception: InvalidOperationException { Message: var message } }
        && message.StartsWith("Null characters", StringComparison.Ordinal);

    /// <summary>What the gateway logged as an error, or its upstream as no request.</summary>
    private string? ServerFault()
    {
        // The access line of an error says nothing that its answer does not.
        var logged = gateway.Log.Entries.FirstOrDefault(entry =>
            entry.Level >= LogLevel.Error && entry.Category != "Gateway.Access" && !IsTrailerWithNull(entry));
        gateway.Log.Clear();
        if (logged is not null)
        {
            return $"logged: {logged.Message} {logged.Exception}";
        }

        foreach (var (fault, head) in gateway.Upstream.Faults)
        {
            if (gateway.Upstream.Faults.TryRemove(fault, out _))
            {
                return $"{fault} ({Mutator.Shown(head)})";
            }
        }

        return null;
    }

    private sealed record Answer(int Status, string Code, string CacheStatus, string Body);
}
