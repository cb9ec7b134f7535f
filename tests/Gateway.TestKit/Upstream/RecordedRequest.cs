namespace Gateway.TestKit.Upstream;

/// <summary>A request as the upstream received it.</summary>
/// <param name="Method">The method.</param>
/// <param name="RawTarget">The request target as sent, with its query; <c>:path</c> in HTTP/2.</param>
/// <param name="Protocol"><c>HTTP/1.1</c>, <c>HTTP/2</c>.</param>
/// <param name="Headers">Names and values; in HTTP/1.1 one pair for each line, in the order and letter case of the wire.</param>
/// <param name="ConnectionId">The same for requests of one connection.</param>
public sealed record RecordedRequest(
    string Method,
    string RawTarget,
    string Protocol,
    IReadOnlyList<KeyValuePair<string, string>> Headers,
    string ConnectionId)
{
    private readonly TaskCompletionSource<RecordedBody> _body = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>The target without its query.</summary>
    public string RawPath => RawTarget.Split('?', 2)[0];

    /// <summary>The body, once it was read whole; never for <see cref="FakeUpstream.OnStreaming"/>, whose handlers read it.</summary>
    public Task<RecordedBody> Body => _body.Task;

    /// <summary>Ends when the request is over: answered, failed or abandoned.</summary>
    public Task Ended => _ended.Task;

    /// <summary>Whether the client left before the answer was complete; true or false once <see cref="Ended"/>.</summary>
    public bool WasAborted { get; private set; }

    /// <summary>The server name of the TLS handshake (SNI), empty when there was none.</summary>
    public string ServerName { get; init; } = "";

    /// <summary>The thumbprint of the client certificate, null when there was none.</summary>
    public string? ClientCertificateThumbprint { get; init; }

    /// <summary>The values of a field, one for each line.</summary>
    public IReadOnlyList<string> Values(string name) =>
        [.. Headers.Where(header => header.Key.Equals(name, StringComparison.OrdinalIgnoreCase)).Select(header => header.Value)];

    /// <summary>The value of a field that stands at most once; null when it is absent.</summary>
    public string? Value(string name) => Values(name) switch
    {
        [] => null,
        [var only] => only,
        var several => throw new InvalidDataException($"'{name}' stands {several.Count} times: {string.Join(" | ", several)}"),
    };

    internal void SetBody(RecordedBody body) => _body.TrySetResult(body);

    internal void End(bool aborted)
    {
        WasAborted = aborted;
        _ended.TrySetResult();
    }
}

/// <summary>The body of a request.</summary>
/// <param name="Length">Its length in bytes.</param>
/// <param name="Sha256">Its SHA-256 in lower-case hexadecimal.</param>
/// <param name="FirstBytes">Its beginning, at most <see cref="KeptBytes"/>.</param>
public sealed record RecordedBody(long Length, string Sha256, byte[] FirstBytes)
{
    /// <summary>How much of a body is kept: enough for any document, not for a test that streams gigabytes.</summary>
    public const int KeptBytes = 1024 * 1024;

    /// <summary>The kept bytes as UTF-8.</summary>
    public string Text => System.Text.Encoding.UTF8.GetString(FirstBytes);
}
