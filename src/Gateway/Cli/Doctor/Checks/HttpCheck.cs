using System.Globalization;
using System.Net.Sockets;
using System.Runtime.CompilerServices;

namespace Gateway.Cli.Doctor.Checks;

/// <summary>Whether the server answers a request at all.</summary>
internal sealed class HttpCheck : ICheck
{
    /// <inheritdoc/>
    public string Title => "http";

    /// <inheritdoc/>
    public bool CarriesTheRest => true;

    /// <inheritdoc/>
    public async IAsyncEnumerable<Finding> CheckAsync(Walk walk, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if (walk.Tls is { } tls && !tls.IsAcceptable(walk.Time.GetUtcNow()))
        {
            yield break;
        }

        var asked = walk.Time.GetTimestamp();
        if (await SendAsync(walk, cancellationToken) is { } fault)
        {
            yield return fault;
            yield break;
        }

        var milliseconds = walk.Time.GetElapsedTime(asked).TotalMilliseconds;
        yield return new Finding(
            Title, FindingWeight.Good, "http-answered",
            string.Create(CultureInfo.InvariantCulture, $"GET {walk.Url.PathAndQuery} was answered with {walk.Answer!.Status} in "
                + $"{milliseconds:0} ms"));
    }

    private async Task<Finding?> SendAsync(Walk walk, CancellationToken cancellationToken)
    {
        try
        {
            using var exchange = new HttpExchange(walk);
            var answer = await exchange.SendAsync(walk.Url, cancellationToken);

            // nginx, Apache and Go say 400 in plain HTTP to whoever speaks plain HTTP to their TLS port.
            if (answer.Status == 400 && await SpeaksTlsAsync(walk, cancellationToken))
            {
                return TlsPort(walk);
            }

            walk.Answer = answer;
            return null;
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return new Finding(
                Title, FindingWeight.Fault, "no-answer",
                $"The server took the request and gives no whole answer within {walk.Plan.Connection.Timeout.TotalSeconds} s.",
                "It is overloaded or waits for something itself (a database, a registry behind it); its log and metrics tell. "
                + "--timeout SECONDS waits longer.");
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException)
        {
            if (walk.Tls is { } tls && ClientCertificateRefusal.Of(walk, tls) is { } refusal)
            {
                return refusal;
            }

            return await SpeaksTlsAsync(walk, cancellationToken) ? TlsPort(walk) : Of(exception);
        }
    }

    private Finding Of(Exception exception) =>
        exception is HttpRequestException
        {
            HttpRequestError: HttpRequestError.InvalidResponse or HttpRequestError.ConfigurationLimitExceeded,
        }
            ? new Finding(
                Title, FindingWeight.Fault, "not-http", $"What comes back is no answer in HTTP: {exception.Message}",
                "The port may belong to something else (SSH, mail, a database); check it. If it is the registry's, see its log.")
            : new Finding(
                Title, FindingWeight.Fault, "connection-broken",
                $"The server breaks the connection instead of answering: {exception.GetBaseException().Message}",
                "Something crashes or cuts the connection: the server (see its log), or a firewall in between.");

    private Finding TlsPort(Walk walk) => new(
        Title, FindingWeight.Fault, "http-on-tls-port", $"Port {walk.Url.Port} speaks TLS, not plain HTTP.", "Write https:// in the URL.");

    private static async Task<bool> SpeaksTlsAsync(Walk walk, CancellationToken cancellationToken)
    {
        if (walk.Url.Scheme == Uri.UriSchemeHttps)
        {
            return false;
        }

        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(walk.Plan.Connection.Timeout);
        var tls = new TlsHandshake(walk.Plan.Connection);
        try
        {
            using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
            await socket.ConnectAsync([.. walk.Addresses], walk.Url.Port, limit.Token);
            await using var stream = new NetworkStream(socket);
            await using var secured = await tls.RunAsync(stream, walk.ServerName, limit.Token);
            return true;
        }
        catch (Exception exception) when (exception is not OutOfMemoryException)
        {
            // However it ended: who has shown a certificate speaks TLS.
            return tls.Leaf is not null;
        }
    }
}
