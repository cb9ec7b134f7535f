namespace Gateway.Cli.Doctor;

/// <summary>How much a finding matters.</summary>
internal enum FindingWeight
{
    /// <summary>As it should be.</summary>
    Good,

    /// <summary>Worth knowing.</summary>
    Note,

    /// <summary>It serves, but not as it is probably meant, or not for long.</summary>
    Warning,

    /// <summary>It does not serve.</summary>
    Fault,
}

/// <summary>One thing that the doctor found.</summary>
/// <param name="Check">The step that found it.</param>
/// <param name="Weight">How much it matters.</param>
/// <param name="Code">The name of the finding, in kebab case; the same in text, JSON and documentation.</param>
/// <param name="Text">What was found, with the values.</param>
/// <param name="Remedy">What to do about it; null when there is nothing to do.</param>
internal sealed record Finding(string Check, FindingWeight Weight, string Code, string Text, string? Remedy = null);
