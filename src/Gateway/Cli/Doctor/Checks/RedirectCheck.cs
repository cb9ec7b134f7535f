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
        while (walk.Answer is { } answer && Next(answer) is { } next)
        {
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
            if (await exchange.TrySendAsync(next, cancellationToken) is not { } following)
            {
                yield return new Finding(
                    Title, FindingWeight.Fault, "redirect-fails",
                    $"The server redirects to {next}, which does not answer.", $"gateway doctor {next}");
                yield break;
            }

            walk.Answer = following;
        }

        if (way.Count > 1)
        {
            var leaves = way[^1].Authority != walk.Url.Authority;
            yield return new Finding(
                Title, leaves ? FindingWeight.Warning : FindingWeight.Note, "redirected",
                $"The request ends at {way[^1]} after {way.Count - 1} redirect(s).",
                leaves ? "Clients do not send their token to another host: write the final URL into their settings." : null);
        }
    }

    private static Uri? Next(HttpAnswer answer) =>
        answer.Status is 301 or 302 or 303 or 307 or 308 && answer.Headers.Location is { } location ? new Uri(answer.Url, location) : null;
}
