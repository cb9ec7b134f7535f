using System.Net;
using System.Runtime.CompilerServices;

namespace Gateway.Cli.Doctor.Checks;

/// <summary>Whether the variables of this shell send clients to a proxy instead, and whether it lets them through.</summary>
internal sealed class ProxyCheck : ICheck
{
    /// <inheritdoc/>
    public string Title => "proxy";

    /// <summary>The walk itself asks the server directly, so it goes on.</summary>
    public bool CarriesTheRest => false;

    /// <inheritdoc/>
    public async IAsyncEnumerable<Finding> CheckAsync(Walk walk, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if (ProxySettings.For(walk.Url, walk.Surroundings) is not { } proxy)
        {
            yield break;
        }

        var except = $"If {walk.Url.Host} is to be asked directly, add it: export NO_PROXY=\"$NO_PROXY,{walk.Url.Host}\".";
        yield return new Finding(
            Title,
            FindingWeight.Warning,
            "proxy-in-the-way",
            $"{proxy.Variable} is set, so npm, go and curl do not ask {walk.Url.Host} but the proxy {proxy.Shown}. "
            + "What follows is found without the proxy.",
            except);
        if (await RefusalAsync(walk, proxy, cancellationToken) is { } refusal)
        {
            yield return new Finding(Title, FindingWeight.Fault, refusal.Code, refusal.Text, except);
        }
    }

    private static async Task<(string Code, string Text)?> RefusalAsync(Walk walk, ProxySettings proxy, CancellationToken cancellationToken)
    {
        using var handler = new SocketsHttpHandler
        {
            Proxy = new WebProxy(proxy.Address),
            AllowAutoRedirect = false,
            ConnectTimeout = walk.Plan.Connection.Timeout,
        };
        using var client = new HttpClient(handler) { Timeout = walk.Plan.Connection.Timeout };
        try
        {
            using var response = await client.GetAsync(walk.Url, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
            return response.StatusCode == HttpStatusCode.ProxyAuthenticationRequired ? WantsCredentials(proxy) : null;
        }
        catch (HttpRequestException exception) when (exception.StatusCode == HttpStatusCode.ProxyAuthenticationRequired)
        {
            return WantsCredentials(proxy);
        }
        catch (HttpRequestException exception) when (exception.HttpRequestError == HttpRequestError.SecureConnectionError)
        {
            // The tunnel stands; what is wrong with the certificate is found on the direct way.
            return null;
        }
        catch (HttpRequestException exception)
        {
            return ("proxy-failed", $"The proxy {proxy.Shown} does not let the request through: {exception.GetBaseException().Message}");
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return ("proxy-failed", $"The proxy {proxy.Shown} does not answer within {walk.Plan.Connection.Timeout.TotalSeconds} s.");
        }
    }

    private static (string, string) WantsCredentials(ProxySettings proxy) =>
        ("proxy-authentication", $"The proxy {proxy.Shown} wants credentials (407): write them into {proxy.Variable} as "
            + "http://USER:PASSWORD@HOST.");
}
