using System.Collections.Immutable;

namespace Gateway.HttpCache.Policy.Grammar;

/// <summary>The types of structured fields (RFC 9651 §3).</summary>
internal enum StructuredKind
{
    Boolean,
    Integer,
    Decimal,
    Text,
    Token,
    ByteSequence,
    Date,
    DisplayText,
    InnerList,
}

/// <summary>A value of a structured field. Its parameters are read and dropped: no cache directive defines any (RFC 9213 §2.1).</summary>
/// <param name="Kind">The type.</param>
/// <param name="Integer">The number of an integer or a date; 1 or 0 of a Boolean.</param>
/// <param name="Text">The characters of a string, token or decimal.</param>
/// <param name="Items">The items of an inner list.</param>
internal readonly record struct StructuredValue(
    StructuredKind Kind,
    long Integer = 0,
    string Text = "",
    ImmutableArray<StructuredValue> Items = default)
{
    /// <summary>Boolean true, which a dictionary member without a value stands for.</summary>
    internal static StructuredValue True { get; } = new(StructuredKind.Boolean, Integer: 1);
}

/// <summary>A member of a dictionary.</summary>
/// <param name="Key">The key, lower case by grammar.</param>
/// <param name="Value">The value.</param>
internal readonly record struct StructuredMember(string Key, StructuredValue Value);
