namespace Gateway.Cli.Doctor.Checks;

/// <summary>
/// Whether a destination lets the gateway in. That its base has nothing to show is no fault: the gateway asks for what lies below.
/// </summary>
internal sealed class DestinationStatusCheck : ICheck
{
    /// <inheritdoc/>
    public string Title => "answer";

    /// <inheritdoc/>
    public bool CarriesTheRest => false;

    /// <inheritdoc/>
    public IAsyncEnumerable<Finding> CheckAsync(Walk walk, CancellationToken cancellationToken) => Look(walk).ToAsyncEnumerable();

    private IEnumerable<Finding> Look(Walk walk)
    {
        if (walk.Answer is not { } answer)
        {
            yield break;
        }

        var presented = StatusCheck.Presented(walk);
        if (answer.Status is 401 or 403 or 407 or 421 or 429 or >= 500)
        {
            var advice = StatusAdvice.Of(answer, presented);
            var remedy = answer.Status is 401 or 403
                ? "Check Gateway:Upstreams:ID:Authorization (scheme and SecretFile) and Tls:ClientCertificate, and what the account "
                    + "is granted."
                : advice.Remedy;
            yield return new Finding(Title, FindingWeight.Fault, advice.Code, advice.Text, remedy);
            yield break;
        }

        yield return new Finding(Title, FindingWeight.Good, "let-in", $"{answer.Status}, asked {presented}");
    }
}
