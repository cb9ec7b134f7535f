namespace Gateway.Cli.Doctor.Checks;

/// <summary>Whether a gateway answered, from which environment, and what its cache did.</summary>
internal sealed class CacheCheck : ICheck
{
    /// <inheritdoc/>
    public string Title => "gateway";

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

        var via = answer.Field("Via");
        if (answer.Field("X-Cache-Status") is not { } word)
        {
            yield return new Finding(
                Title, FindingWeight.Note, "no-gateway",
                via is null
                    ? "No gateway stands before this server: the answer has neither Via nor X-Cache-Status."
                    : $"The answer came through '{via}', without X-Cache-Status.");
            yield break;
        }

        var environment = answer.Field("X-Gateway-Environment") is { } name ? $", environment {name}" : "";
        var age = answer.Field("Age") is { } seconds ? $", {seconds} s old" : "";
        yield return new Finding(
            Title, FindingWeight.Good, "through-gateway",
            $"{word}{age}{environment}{(answer.Field("Cache-Status") is { } status ? $" ({status})" : "")}");
    }
}
