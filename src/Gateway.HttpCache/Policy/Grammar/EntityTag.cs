using Microsoft.Extensions.Primitives;

namespace Gateway.HttpCache.Policy.Grammar;

/// <summary>
/// An entity tag (RFC 9110 §8.8.3). A value that is not of the grammar (no quotes, a lower-case <c>w/</c>) is compared as the opaque
/// text that it is and counts as weak: it can answer a conditional request, but not vouch for a byte range.
/// </summary>
/// <param name="Weak">Whether it is weak.</param>
/// <param name="Opaque">The opaque tag with its quotes.</param>
public readonly record struct EntityTag(bool Weak, string Opaque)
{
    /// <summary>Reads an <c>ETag</c> field; null when it is absent or empty. Of several lines the first counts.</summary>
    /// <param name="values">The field lines.</param>
    public static EntityTag? FromField(StringValues values) =>
        values.Count == 0 || string.IsNullOrWhiteSpace(values[0]) ? null : Parse(values[0]);

    /// <summary>Reads one entity tag.</summary>
    /// <param name="value">The text of the tag.</param>
    public static EntityTag Parse(ReadOnlySpan<char> value)
    {
        var trimmed = FieldText.Trim(value);
        if (trimmed.StartsWith("W/", StringComparison.Ordinal) && IsQuoted(trimmed[2..]))
        {
            return new EntityTag(Weak: true, trimmed[2..].ToString());
        }

        return new EntityTag(!IsQuoted(trimmed), trimmed.ToString());
    }

    /// <summary>The strong comparison: both strong and equal (§8.8.3.2).</summary>
    /// <param name="other">The other tag.</param>
    public bool StrongEquals(EntityTag other) => !Weak && !other.Weak && string.Equals(Opaque, other.Opaque, StringComparison.Ordinal);

    /// <summary>The weak comparison: equal, weak or not (§8.8.3.2).</summary>
    /// <param name="other">The other tag.</param>
    public bool WeakEquals(EntityTag other) => string.Equals(Opaque, other.Opaque, StringComparison.Ordinal);

    /// <summary>The tag as it stands in a field; a tag that was received without the grammar's form goes out as received.</summary>
    public override string ToString() => Weak && IsQuoted(Opaque) ? "W/" + Opaque : Opaque;

    /// <summary>Whether an <c>If-None-Match</c> value (a list or <c>*</c>) names this tag, by weak comparison (§13.1.2).</summary>
    /// <param name="values">The field lines.</param>
    public bool IsNamedBy(StringValues values)
    {
        foreach (var line in values)
        {
            foreach (var member in new ListMembers(line, escapes: false))
            {
                if (member is "*" || NamesThis(member))
                {
                    return true;
                }
            }
        }

        return false;
    }

    // Compares without making a string of every member: clients send long lists.
    private bool NamesThis(ReadOnlySpan<char> member)
    {
        var opaque = member.StartsWith("W/", StringComparison.Ordinal) && IsQuoted(member[2..]) ? member[2..] : member;
        return opaque.SequenceEqual(Opaque);
    }

    private static bool IsQuoted(ReadOnlySpan<char> value) =>
        value.Length >= 2 && value[0] == '"' && value[^1] == '"' && value[1..^1].IndexOf('"') < 0;
}
