using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Gateway.Telemetry;

namespace Gateway.Cli;

/// <summary>Asks a running gateway's admin API. Whatever goes wrong becomes a sentence.</summary>
internal sealed class AdminClient : IDisposable
{
    /// <summary>Ten thousand entries, the most that the API lists, are about 4 MB; more is not from a gateway.</summary>
    private const int LongestAnswer = 64 * 1024 * 1024;

    private const int PieceLength = 32 * 1024;

    private readonly AdminTarget _target;
    private readonly HttpClient _client;

    /// <param name="target">The listener.</param>
    public AdminClient(AdminTarget target)
    {
        _target = target;
        _client = ServerConnection.Open(target.Address, target.Connection, LongestAnswer);
        _client.Timeout = Timeout.InfiniteTimeSpan;
        if (target.Token is { } token)
        {
            _client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        }
    }

    /// <summary>Reads something.</summary>
    /// <exception cref="CommandException">There is no answer, or not the one asked for.</exception>
    public Task<JsonObject> GetAsync(string path, CancellationToken cancellationToken) => GetAsync(path, received: null, cancellationToken);

    /// <summary>Reads something long.</summary>
    /// <param name="path">What.</param>
    /// <param name="received">Told of each piece of the answer's body as it comes in.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="CommandException">There is no answer, or not the one asked for.</exception>
    public async Task<JsonObject> GetAsync(string path, Action<ReadOnlyMemory<byte>>? received, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        return await ExchangeAsync(request, Understand, received, cancellationToken);
    }

    /// <summary>Has something done.</summary>
    /// <exception cref="CommandException">There is no answer, or not the one asked for.</exception>
    public Task<JsonObject> PostAsync(string path, JsonObject body, CancellationToken cancellationToken) =>
        SendAsync(new HttpRequestMessage(HttpMethod.Post, path) { Content = JsonContent.Create(body) }, cancellationToken);

    /// <summary>Asks a probe: whether it agrees, and its words.</summary>
    /// <exception cref="CommandException">There is no answer, or not that of a probe.</exception>
    public async Task<(bool IsSo, string Words)> ProbeAsync(string path, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        return await ExchangeAsync(
            request,
            (response, body) => response.StatusCode is HttpStatusCode.OK or HttpStatusCode.ServiceUnavailable
                && response.Content.Headers.ContentType?.MediaType == "text/plain"
                    ? (response.IsSuccessStatusCode, Encoding.UTF8.GetString(body).Trim())
                    : throw NoGateway(response),
            received: null,
            cancellationToken);
    }

    /// <summary>An answer as the type that the API made it from.</summary>
    /// <exception cref="CommandException">It is of another form: the gateway is of another release.</exception>
    public T Read<T>(JsonObject answer)
    {
        try
        {
            return answer.Deserialize<T>(JsonSerializerOptions.Web)!;
        }
        catch (JsonException exception)
        {
            throw new CommandException(
                $"{_target.Address} answered in a form that this release ({ProductVersion.Text}) does not know; use the program of the "
                + "release that runs there, or --json, which shows the answer as it is.",
                exception);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _client.Dispose();

    private async Task<JsonObject> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        using var owned = request;
        return await ExchangeAsync(request, Understand, received: null, cancellationToken);
    }

    private async Task<T> ExchangeAsync<T>(
        HttpRequestMessage request,
        Func<HttpResponseMessage, byte[], T> understand,
        Action<ReadOnlyMemory<byte>>? received,
        CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(_target.Connection.Timeout);
        try
        {
            using var response = await _client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, limit.Token);
            return understand(response, await BodyAsync(response, received, limit));
        }
        catch (HttpRequestException exception)
        {
            throw new CommandException(Words(exception), exception);
        }
        catch (IOException exception)
        {
            throw new CommandException(ServerConnection.BrokenOff(_target.Address, exception), exception);
        }
        catch (OperationCanceledException exception) when (!cancellationToken.IsCancellationRequested)
        {
            throw new CommandException(ServerConnection.NoAnswer(_target.Address, _target.Connection.Timeout), exception);
        }
    }

    /// <summary>The body. The patience is for each piece: an answer that keeps coming is no server that hangs.</summary>
    private async Task<byte[]> BodyAsync(
        HttpResponseMessage response, Action<ReadOnlyMemory<byte>>? received, CancellationTokenSource limit)
    {
        await using var stream = await response.Content.ReadAsStreamAsync(limit.Token);
        using var body = new MemoryStream();
        var piece = new byte[PieceLength];
        for (int length; (length = await stream.ReadAsync(piece, limit.Token)) > 0;)
        {
            if (body.Length + length > LongestAnswer)
            {
                throw new CommandException($"{_target.Address} answers with more than {LongestAnswer / (1024 * 1024)} MiB, which no "
                    + "gateway does; check --admin URL.");
            }

            body.Write(piece, 0, length);
            received?.Invoke(piece.AsMemory(0, length));
            limit.CancelAfter(_target.Connection.Timeout);
        }

        return body.ToArray();
    }

    private JsonObject Understand(HttpResponseMessage response, byte[] body)
    {
        var document = Parse(response, body);
        return response.StatusCode switch
        {
            HttpStatusCode.OK when document is not null => document,
            HttpStatusCode.Unauthorized => throw new CommandException(
                $"{_target.Address} wants to know who asks{Detail(document)}. Put an admin token into the variable "
                + $"{AdminArguments.TokenVariable} or name its file with --token-file; --cert and --key show a client certificate."),
            HttpStatusCode.Forbidden => throw new CommandException(
                $"{_target.Address} does not let this token or certificate do that{Detail(document)}."),
            _ when document?["detail"] is { } detail => throw new CommandException($"{_target.Address} refused: {detail}"),
            _ => throw NoGateway(response),
        };
    }

    private CommandException NoGateway(HttpResponseMessage response) => new(
        $"What answers at {_target.Address} is not a gateway's admin listener (status {(int)response.StatusCode}, "
        + $"{response.Content.Headers.ContentType?.MediaType ?? "no content type"}). It is a port of its own, not one that serves "
        + "clients: see Gateway:Admin:Url, and give it with --admin URL.");

    private static JsonObject? Parse(HttpResponseMessage response, byte[] body)
    {
        if (response.Content.Headers.ContentType?.MediaType is not { } type || !type.EndsWith("json", StringComparison.OrdinalIgnoreCase))
        {
            return null;
        }

        try
        {
            return JsonNode.Parse(body) as JsonObject;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static string Detail(JsonObject? document) => document?["detail"] is { } detail ? $": {detail}".TrimEnd('.') : "";

    private string Words(HttpRequestException exception) => ServerConnection.Describe(
        exception,
        _target.Address,
        "--admin URL",
        "Start the gateway, or give the address of its admin listener with --admin URL (its log names it at the start).");
}
