using System.Runtime.CompilerServices;

namespace Gateway.Cli.Doctor.Checks;

/// <summary>Where redirects lead, and whether they end.</summary>
internal sealed class RedirectCheck : ICheck
{
    /// <summary>npm follows 20, go 10: beyond ten it is broken for somebody.</summary>
    private const int MostHops = 10;

    /// <inheritdoc/>
    public string Title => "redirect";

    /// <inheritdoc/>
    public bool CarriesTheRest => true;

    /// <inheritdoc/>
    public async IAsyncEnumerable<Finding> CheckAsync(Walk walk, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var exchange = new HttpExchange(walk);
        var way = new List<Uri> { walk.Url };
        while (walk.Answer is { IsRedirect: true } answer)
        {
            if (!Uri.TryCreate(answer.Url, answer.Headers.Location, out var next) || next.Scheme is not ("http" or "https"))
            {
                yield return Nowhere(answer);
                yield break;
            }

            if (way.Contains(next) || way.Count > MostHops)
            {
                yield return new Finding(
                    Title, FindingWeight.Fault, "redirect-loop",
                    $"The redirects lead in a circle: {string.Join(" -> ", way.Append(next).Select(hop => hop.AbsoluteUri))}.",
                    "Typical causes: the server redirects to https while a load balancer in front speaks plain http to it and does "
                    + "not say so "
                    + "(X-Forwarded-Proto), or two rules add and remove the same slash or host.");
                yield break;
            }

            way.Add(next);
            if (await FollowAsync(walk, exchange, next, cancellationToken) is { } failure)
            {
                yield return new Finding(
                    Title, FindingWeight.Fault, "redirect-fails",
                    $"The server redirects to {next}, and asking there fails: {failure}",
                    $"'gateway doctor {next}' examines that server.");
                yield break;
            }
        }

        if (way.Count > 1)
        {
            yield return Of(walk, way);
        }
    }

    private Finding Of(Walk walk, List<Uri> way)
    {
        var end = way[^1];
        var (weight, remedy) = (end.Authority == walk.Url.Authority, end.Scheme == walk.Url.Scheme) switch
        {
            _ when walk.Url.Scheme == Uri.UriSchemeHttps && way.Exists(hop => hop.Scheme == Uri.UriSchemeHttp) => (
                FindingWeight.Warning, "It leaves https on the way, so that anybody in between can read and change what comes. Behind a "
                    + "load balancer that ends TLS the server must be told that clients speak https (X-Forwarded-Proto)."),
            (false, _) => (
                FindingWeight.Warning, "Clients do not send their token to another host: write the final URL into their settings."),
            (true, false) => (
                FindingWeight.Warning, "The first request, with its token, goes over plain http: write the final URL into their settings."),
            _ => (FindingWeight.Note, (string?)null),
        };
        return new Finding(Title, weight, "redirected", $"The request ends at {end} after {way.Count - 1} redirect(s).", remedy);
    }

    private static async Task<string?> FollowAsync(Walk walk, HttpExchange exchange, Uri next, CancellationToken cancellationToken)
    {
        try
        {
            walk.Answer = await exchange.SendAsync(next, cancellationToken);
            return null;
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException)
        {
            return exception.GetBaseException().Message;
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return $"it does not answer within {walk.Plan.Connection.Timeout.TotalSeconds} s.";
        }
    }

    private Finding Nowhere(HttpAnswer answer)
    {
        var where = answer.Field("Location") is { } written ? $"to '{written}', where no client can go" : "without saying where";
        return new Finding(
            Title, FindingWeight.Fault, "redirect-fails", $"The server redirects ({answer.Status}) {where}.",
            "Mend the rule on the server that redirects; Location must be an http or https URL (RFC 9110 section 10.2.2).");
    }
}
