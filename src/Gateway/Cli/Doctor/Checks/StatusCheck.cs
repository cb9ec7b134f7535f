using Gateway.Errors;

namespace Gateway.Cli.Doctor.Checks;

/// <summary>What the status of the answer means, and as whom the question was asked.</summary>
internal sealed class StatusCheck : ICheck
{
    /// <inheritdoc/>
    public string Title => "answer";

    /// <inheritdoc/>
    public bool CarriesTheRest => true;

    /// <summary>As whom the walk asks, in words.</summary>
    public static string Presented(Walk walk) => (walk.Plan.Authorization, walk.Tls?.ShowedCertificate == true) switch
    {
        (null, false) => "without a token or client certificate",
        (null, true) => $"with the client certificate {walk.Plan.Connection.Certificate!.Leaf.Subject}",
        (_, false) => Credential(walk),
        _ => $"{Credential(walk)} and the client certificate {walk.Plan.Connection.Certificate!.Leaf.Subject}",
    };

    private static string Credential(Walk walk) =>
        walk.Plan.Authorization!.StartsWith("Basic ", StringComparison.Ordinal) ? "with a name and password" : "with a token";

    /// <inheritdoc/>
    public IAsyncEnumerable<Finding> CheckAsync(Walk walk, CancellationToken cancellationToken) => Look(walk).ToAsyncEnumerable();

    private IEnumerable<Finding> Look(Walk walk)
    {
        if (walk.Answer is not { } answer)
        {
            yield break;
        }

        if (answer.GatewayError is { } code)
        {
            var said = answer.Words() is { Length: > 0 } words ? words : $"{code}.";
            yield return new Finding(
                Title, FindingWeight.Fault, code, $"A gateway answered {answer.Status} {code}: {said}",
                ErrorGuide.Of(code) ?? "This release does not know that code; the documentation of the release that runs there does.");
        }
        else if (answer.Status >= 400 && answer.Status != 404)
        {
            var advice = StatusAdvice.Of(answer, Presented(walk));
            var said = answer.Words() is { Length: > 0 } words ? $" It says: {words}" : "";
            yield return new Finding(Title, FindingWeight.Fault, advice.Code, advice.Text + said, advice.Remedy);
        }
        else
        {
            // Not found is for the registry's check: many registries have nothing at their own base.
            yield return new Finding(Title, FindingWeight.Good, "let-in", $"{answer.Status}, asked {Presented(walk)}");
        }
    }
}
