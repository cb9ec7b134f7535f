namespace Gateway.Cli.Doctor;

/// <summary>One step of the walk. It looks, says what it found, and leaves in the walk what later steps build on.</summary>
internal interface ICheck
{
    /// <summary>The step in a word or two.</summary>
    string Title { get; }

    /// <summary>Whether the steps after it need it: after a fault here none of them is taken.</summary>
    bool CarriesTheRest { get; }

    /// <summary>Takes the step.</summary>
    /// <param name="walk">The walk so far.</param>
    /// <param name="cancellationToken">Gives up.</param>
    IAsyncEnumerable<Finding> CheckAsync(Walk walk, CancellationToken cancellationToken);
}
