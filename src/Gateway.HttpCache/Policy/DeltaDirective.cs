namespace Gateway.HttpCache.Policy;

/// <summary>A directive that carries seconds. Absent and present-but-invalid are different things: an invalid lifetime is zero.</summary>
/// <param name="Present">Whether the directive is there.</param>
/// <param name="Seconds">Its value; null when it is invalid (no number, negative, a fraction, spaces around the equals sign).</param>
public readonly record struct DeltaDirective(bool Present, long? Seconds)
{
    /// <summary>The first of two occurrences counts (RFC 9111 §4.2.1).</summary>
    /// <param name="later">What a later occurrence says.</param>
    internal DeltaDirective Or(long? later) => Present ? this : new DeltaDirective(Present: true, later);
}
