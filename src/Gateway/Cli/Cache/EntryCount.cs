namespace Gateway.Cli.Cache;

/// <summary>
/// Counts the entries of a listing while its JSON is still coming in: the objects that end within the list within the whole. It only says
/// how far the answer is; what the answer means is read from the whole.
/// </summary>
internal sealed class EntryCount
{
    /// <summary>The whole, the list, and an entry in it.</summary>
    private const int DepthOfEntries = 3;

    private int _depth;
    private bool _inText;
    private bool _isEscaped;

    /// <summary>Takes the next piece.</summary>
    /// <returns>How many entries ended in it.</returns>
    public int Add(ReadOnlySpan<byte> piece)
    {
        var ended = 0;
        foreach (var character in piece)
        {
            if (_inText)
            {
                (_inText, _isEscaped) = _isEscaped ? (true, false) : (character != '"', character == '\\');
                continue;
            }

            switch (character)
            {
                case (byte)'"':
                    _inText = true;
                    break;
                case (byte)'{' or (byte)'[':
                    _depth++;
                    break;
                case (byte)'}' or (byte)']':
                    ended += _depth == DepthOfEntries ? 1 : 0;
                    _depth--;
                    break;
            }
        }

        return ended;
    }
}
