namespace Gateway.HttpCache.Policy.Grammar;

/// <summary>The parts of a list member between semicolons (RFC 9110 §5.6.6), trimmed, empty ones left out, quoted strings whole.</summary>
internal ref struct ParameterParts(ReadOnlySpan<char> member)
{
    private ReadOnlySpan<char> _rest = member;

    /// <summary>The part found last.</summary>
    public ReadOnlySpan<char> Current { get; private set; }

    /// <summary>Makes <c>foreach</c> work.</summary>
    public readonly ParameterParts GetEnumerator() => this;

    /// <summary>Finds the next part.</summary>
    public bool MoveNext()
    {
        while (!_rest.IsEmpty)
        {
            var end = EndOfPart(_rest);
            var part = FieldText.Trim(_rest[..end]);
            _rest = end == _rest.Length ? [] : _rest[(end + 1)..];
            if (!part.IsEmpty)
            {
                Current = part;
                return true;
            }
        }

        return false;
    }

    private static int EndOfPart(ReadOnlySpan<char> value)
    {
        var quoted = false;
        for (var index = 0; index < value.Length; index++)
        {
            if (quoted && value[index] == '\\')
            {
                index++;
            }
            else if (value[index] == '"')
            {
                quoted = !quoted;
            }
            else if (value[index] == ';' && !quoted)
            {
                return index;
            }
        }

        return value.Length;
    }
}
