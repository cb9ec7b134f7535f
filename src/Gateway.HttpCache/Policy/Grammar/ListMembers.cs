namespace Gateway.HttpCache.Policy.Grammar;

/// <summary>
/// The members of a comma-separated list (RFC 9110 §5.6.1), trimmed, empty ones left out. A comma inside a quoted string does not
/// separate; a quoted string that never ends takes the rest of the value with it, so that nothing inside it can pass for a member.
/// </summary>
internal ref struct ListMembers(ReadOnlySpan<char> value, bool escapes = true)
{
    // A backslash inside an entity tag is an ordinary character (RFC 9110 §8.8.3), inside a quoted string it escapes (§5.6.4).
    private readonly bool _escapes = escapes;
    private ReadOnlySpan<char> _rest = value;

    /// <summary>The member found last.</summary>
    public ReadOnlySpan<char> Current { get; private set; }

    /// <summary>Makes <c>foreach</c> work.</summary>
    public readonly ListMembers GetEnumerator() => this;

    /// <summary>Finds the next member.</summary>
    public bool MoveNext()
    {
        while (!_rest.IsEmpty)
        {
            var end = EndOfMember(_rest);
            var member = FieldText.Trim(_rest[..end]);
            _rest = end == _rest.Length ? [] : _rest[(end + 1)..];
            if (!member.IsEmpty)
            {
                Current = member;
                return true;
            }
        }

        return false;
    }

    private readonly int EndOfMember(ReadOnlySpan<char> value)
    {
        var quoted = false;
        for (var index = 0; index < value.Length; index++)
        {
            switch (value[index])
            {
                case '"':
                    quoted = !quoted;
                    break;
                case '\\' when quoted && _escapes:
                    index++;
                    break;
                case ',' when !quoted:
                    return index;
                default:
                    break;
            }
        }

        return value.Length;
    }
}
