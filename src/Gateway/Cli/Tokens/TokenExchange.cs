using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using Gateway.Security.Identities;
using Gateway.Telemetry;

namespace Gateway.Cli.Tokens;

/// <summary>Asks a gateway's data port for a short-lived token. Whatever goes wrong becomes a sentence.</summary>
internal static class TokenExchange
{
    /// <summary>A token and a list of repositories; a thousand of them are about 100 KB.</summary>
    private const int LongestAnswer = 1024 * 1024;

    /// <summary>Asks.</summary>
    /// <param name="server">The address of an environment; its path does not matter.</param>
    /// <param name="settings">How to connect, with the client certificate.</param>
    /// <param name="cancellationToken">Ends the asking.</param>
    /// <exception cref="CommandException">There is no token.</exception>
    public static async Task<GivenToken> AskAsync(Uri server, ConnectionSettings settings, CancellationToken cancellationToken)
    {
        using var client = ServerConnection.Open(server, settings, LongestAnswer);
        try
        {
            using var response = await client.PostAsync(TokenExchangeMiddleware.Path, content: null, cancellationToken);
            var body = await response.Content.ReadAsByteArrayAsync(cancellationToken);
            return response.StatusCode == HttpStatusCode.OK ? Read(server, body) : throw Refused(server, response, body);
        }
        catch (HttpRequestException exception)
        {
            throw new CommandException(
                ServerConnection.Describe(exception, server, "the URL", "Check its port, and that the gateway runs."), exception);
        }
        catch (TaskCanceledException exception) when (!cancellationToken.IsCancellationRequested)
        {
            throw new CommandException(ServerConnection.NoAnswer(server, settings.Timeout), exception);
        }
    }

    private static GivenToken Read(Uri server, byte[] body)
    {
        try
        {
            var answer = JsonSerializer.Deserialize<GivenToken>(body, JsonSerializerOptions.Web);
            if (answer is { Token.Length: > 0, Repositories: not null } given)
            {
                return given;
            }
        }
        catch (JsonException)
        {
            // Said below, in the same words as for JSON that holds no token.
        }

        throw new CommandException(
            $"What answers at {server} gave no token in a form that this release ({ProductVersion.Text}) knows; check that it is a "
            + "gateway.");
    }

    private static CommandException Refused(Uri server, HttpResponseMessage response, byte[] body)
    {
        var code = response.Headers.TryGetValues("X-Gateway-Error", out var values) ? values.First() : null;
        return (response.StatusCode, code) switch
        {
            (_, null) => new CommandException(
                $"What answers at {server} is not a gateway (status {(int)response.StatusCode}); give the URL that clients use."),
            (HttpStatusCode.NotFound, _) => new CommandException(
                $"The environment of {server} gives no tokens: its policy has no ClientCertificates. Ask its operator, or check the host."),
            _ => new CommandException($"{server} gives no token ({code}): {DetailOf(body)}"),
        };
    }

    /// <summary>The detail of a problem (RFC 9457), or what a text says.</summary>
    private static string DetailOf(byte[] body)
    {
        try
        {
            return JsonNode.Parse(body)?["detail"]?.GetValue<string>() ?? "it does not say why.";
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            return "it does not say why.";
        }
    }
}
