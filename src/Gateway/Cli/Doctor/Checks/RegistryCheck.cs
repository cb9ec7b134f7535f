using System.Runtime.CompilerServices;
using System.Text;

namespace Gateway.Cli.Doctor.Checks;

/// <summary>Whether a registry answers at this path, and which kind; if none does, whether one answers nearby.</summary>
internal sealed class RegistryCheck : ICheck
{
    /// <summary>
    /// A module that cannot exist (RFC 2606): a Go proxy names it in its refusal, anything else does not know what it is.
    /// </summary>
    private const string NoModule = "gateway-doctor.invalid/probe";

    /// <summary>Where npm registries stand in the products that teams run: this one, Verdaccio, Nexus, Artifactory.</summary>
    private static readonly string[] UsualPaths =
        ["/private-module/npm/", "/", "/npm/", "/repository/npm/", "/repository/npm-group/", "/artifactory/api/npm/npm/"];

    /// <inheritdoc/>
    public string Title => "registry";

    /// <inheritdoc/>
    public bool CarriesTheRest => false;

    /// <inheritdoc/>
    public async IAsyncEnumerable<Finding> CheckAsync(Walk walk, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if (walk.Answer is not { } answer)
        {
            yield break;
        }

        using var exchange = new HttpExchange(walk);
        var asked = new Uri(answer.Url.GetLeftPart(UriPartial.Path).TrimEnd('/') + "/");
        walk.Kind = Told(answer) is var told and not RegistryKind.Unknown ? told : await ProbeAsync(exchange, asked, cancellationToken);
        if (walk.Kind != RegistryKind.Unknown)
        {
            yield return new Finding(Title, FindingWeight.Good, "registry-answers", $"{Words(walk.Kind)} answers here");
            yield break;
        }

        if (answer.Status != 404 && !answer.IsPage)
        {
            yield return new Finding(Title, FindingWeight.Note, "registry-unknown", "Something answers, though nothing tells which "
                + "registry it is.");
            yield break;
        }

        var nearby = await NearbyAsync(exchange, asked, cancellationToken);
        var what = answer.IsPage && answer.Status != 404 ? "a page for browsers, not a registry's answer" : "nothing";
        yield return new Finding(
            Title,
            FindingWeight.Fault,
            "wrong-path",
            $"At {asked.AbsolutePath} is {what}: neither npm, Go nor NuGet is answered below it.",
            nearby is null
                ? "Take the URL that the registry itself shows for clients: Nexus has /repository/NAME/, Artifactory "
                    + "/artifactory/api/npm/NAME/ and "
                    + "/artifactory/api/go/NAME, Verdaccio /, a gateway the Path of a repository ('gateway routes')."
                : $"An npm registry answers at {nearby}.");
    }

    private static RegistryKind Told(HttpAnswer answer)
    {
        var json = answer.Json();
        return answer switch
        {
            { Status: >= 300 } => RegistryKind.Unknown,
            _ when json is not null && json.ContainsKey("resources") && json.ContainsKey("version") => RegistryKind.NuGet,
            _ when json is not null && (json.ContainsKey("dist-tags") || json.ContainsKey("db_name")) => RegistryKind.Npm,
            _ when answer.Url.AbsolutePath.Contains("/@v/", StringComparison.Ordinal) && !answer.IsPage => RegistryKind.Go,
            _ => RegistryKind.Unknown,
        };
    }

    private static async Task<RegistryKind> ProbeAsync(HttpExchange exchange, Uri asked, CancellationToken cancellationToken)
    {
        if (await AnswersNpmAsync(exchange, asked, cancellationToken))
        {
            return RegistryKind.Npm;
        }

        var go = await exchange.TrySendAsync(new Uri(asked, $"{NoModule}/@v/list"), cancellationToken);
        if (go is { MediaType: "text/plain", Status: 404 or 410 or 403 or 200 }
            && go.GatewayError is not ("unknown-repository" or "invalid-name")
            && (go.Status is 410 or 200 || Encoding.UTF8.GetString(go.Body).Contains("gateway-doctor.invalid", StringComparison.Ordinal)))
        {
            return RegistryKind.Go;
        }

        var nuget = await exchange.TrySendAsync(new Uri(asked, "index.json"), cancellationToken);
        return nuget is not null && Told(nuget) == RegistryKind.NuGet ? RegistryKind.NuGet : RegistryKind.Unknown;
    }

    private static async Task<Uri?> NearbyAsync(HttpExchange exchange, Uri asked, CancellationToken cancellationToken)
    {
        foreach (var candidate in UsualPaths.Select(path => new Uri(asked, path)).Where(candidate => candidate != asked))
        {
            // A server that has gone silent would cost the whole patience for each path.
            if (exchange.WentSilent)
            {
                break;
            }

            if (await AnswersNpmAsync(exchange, candidate, cancellationToken))
            {
                return candidate;
            }
        }

        return null;
    }

    private static async Task<bool> AnswersNpmAsync(HttpExchange exchange, Uri registry, CancellationToken cancellationToken) =>
        await exchange.TrySendAsync(new Uri(registry, "-/ping"), cancellationToken) is { Status: 200 } ping && ping.Json() is not null;

    private static string Words(RegistryKind kind) => kind switch
    {
        RegistryKind.Npm => "an npm registry",
        RegistryKind.Go => "a Go module proxy",
        _ => "a NuGet v3 source",
    };
}
