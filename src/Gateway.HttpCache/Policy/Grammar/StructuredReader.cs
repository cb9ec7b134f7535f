namespace Gateway.HttpCache.Policy.Grammar;

/// <summary>A position in the text of a structured field.</summary>
internal ref struct StructuredReader(ReadOnlySpan<char> text)
{
    // Trailing spaces belong to no member (RFC 9651 §4.2, step 6).
    private readonly ReadOnlySpan<char> _text = text.TrimEnd(' ');
    private int _position;

    /// <summary>Whether nothing is left.</summary>
    internal readonly bool AtEnd => _position >= _text.Length;

    /// <summary>The next character, or NUL, which the grammar allows nowhere.</summary>
    internal readonly char Peek() => AtEnd ? '\0' : _text[_position];

    /// <summary>Takes and returns the next character, or NUL.</summary>
    internal char Take() => AtEnd ? '\0' : _text[_position++];

    /// <summary>Takes the next character if it is that one.</summary>
    internal bool TryTake(char character)
    {
        if (AtEnd || _text[_position] != character)
        {
            return false;
        }

        _position++;
        return true;
    }

    /// <summary>Skips spaces.</summary>
    internal void SkipSpaces()
    {
        while (Peek() == ' ')
        {
            _position++;
        }
    }

    /// <summary>Skips spaces and tabs.</summary>
    internal void SkipOptionalWhiteSpace()
    {
        while (FieldText.IsSpace(Peek()))
        {
            _position++;
        }
    }

    /// <summary>Takes characters while they satisfy the condition.</summary>
    internal ReadOnlySpan<char> TakeWhile(Func<char, bool> condition)
    {
        var start = _position;
        while (!AtEnd && condition(_text[_position]))
        {
            _position++;
        }

        return _text[start.._position];
    }

    /// <summary>Takes a key (RFC 9651 §4.2.3.3).</summary>
    internal bool TryKey(out string key)
    {
        key = Peek() is '*' or (>= 'a' and <= 'z') ? TakeWhile(IsKeyCharacter).ToString() : "";
        return key.Length > 0;
    }

    private static bool IsKeyCharacter(char character) =>
        char.IsAsciiLetterLower(character) || char.IsAsciiDigit(character) || character is '_' or '-' or '.' or '*';
}
