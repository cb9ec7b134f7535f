namespace Gateway.HttpCache;

/// <summary>One field line of a message (RFC 9110 §5): a name, compared without regard to letter case, and its value as received.</summary>
/// <param name="Name">The field name, in the letter case in which it was received.</param>
/// <param name="Value">The field value, without leading and trailing white space.</param>
public readonly record struct Field(string Name, string Value);
