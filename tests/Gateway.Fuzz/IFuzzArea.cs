namespace Gateway.Fuzz;

/// <summary>What came of one input.</summary>
/// <param name="Signature">
/// How it was taken, in few words. An input with a signature that was not seen before is kept, and changed further.
/// </param>
/// <param name="Finding">What must not be, in words; null when all is well.</param>
internal readonly record struct FuzzOutcome(string Signature, string? Finding = null);

/// <summary>Something that reads what strangers write, and what must hold of it whatever they write.</summary>
internal interface IFuzzArea
{
    /// <summary>Its name, as <c>--area</c> takes it.</summary>
    string Name { get; }

    /// <summary>Well-formed and known bad inputs that the run begins with.</summary>
    IReadOnlyList<string> Seeds { get; }

    /// <summary>Pieces that mean something to the reader, put into inputs here and there.</summary>
    IReadOnlyList<string> Pieces { get; }

    /// <summary>Tries an input; an exception is a finding.</summary>
    ValueTask<FuzzOutcome> TryAsync(string input);
}
