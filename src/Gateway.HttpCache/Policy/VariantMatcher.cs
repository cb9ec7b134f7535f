using System.Collections.Immutable;
using Microsoft.Extensions.Primitives;

namespace Gateway.HttpCache.Policy;

/// <summary>
/// Compares a request with the selecting fields of one stored response. Clients send the same few spellings over and over, so those that
/// matched before are remembered and compared as they are; only a spelling not seen before is normalised.
/// </summary>
internal sealed class VariantMatcher(ImmutableArray<SelectingField> selecting)
{
    // Enough for the clients of one registry (npm, pnpm, yarn, a browser); beyond them normalising again is correct and only slower.
    private const int SpellingsKept = 4;

    private readonly string?[] _spellings = new string?[selecting.Length * SpellingsKept];
    private uint _next;

    internal bool Matches(IFieldSource request)
    {
        for (var index = 0; index < selecting.Length; index++)
        {
            if (!Matches(index, request[selecting[index].Name]))
            {
                return false;
            }
        }

        return true;
    }

    private bool Matches(int index, StringValues presented)
    {
        var expected = selecting[index].Value;
        if (presented.Count == 0 || expected is null)
        {
            return presented.Count == 0 && expected is null;
        }

        // A spelling equal to the normal form matches, because normalising is idempotent.
        var single = presented.Count == 1 ? presented[0] : null;
        if (single is not null && (string.Equals(single, expected, StringComparison.Ordinal) || IsRemembered(index, single)))
        {
            return true;
        }

        var matches = string.Equals(FieldNormalization.Normalize(selecting[index].Name, presented), expected, StringComparison.Ordinal);
        if (matches && single is not null)
        {
            Remember(index, single);
        }

        return matches;
    }

    private bool IsRemembered(int index, string spelling)
    {
        foreach (var remembered in _spellings.AsSpan(index * SpellingsKept, SpellingsKept))
        {
            if (string.Equals(remembered, spelling, StringComparison.Ordinal))
            {
                return true;
            }
        }

        return false;
    }

    // Races between threads cost at most a spelling that is normalised once more: what is written is always a true match.
    private void Remember(int index, string spelling) => _spellings[(index * SpellingsKept) + (int)(_next++ % SpellingsKept)] = spelling;
}
