using System.Collections.Immutable;
using Microsoft.Extensions.Primitives;

namespace Gateway.HttpCache.Policy.Grammar;

/// <summary>
/// Dictionaries of structured fields (RFC 9651 §4.2.2), parsed strictly: one fault anywhere and there is no dictionary at all.
/// Written here because .NET has no parser for them.
/// </summary>
internal static class StructuredDictionary
{
    /// <summary>Reads the field. Several lines are one value, joined with commas (§4.2).</summary>
    /// <returns>False when any part of the value is not of the grammar.</returns>
    internal static bool TryParse(StringValues lines, out ImmutableArray<StructuredMember> members)
    {
        var reader = new StructuredReader(lines.Count == 1 ? lines[0] : string.Join(", ", lines.AsEnumerable()));
        var found = ImmutableArray.CreateBuilder<StructuredMember>();
        members = [];
        reader.SkipSpaces();
        while (!reader.AtEnd)
        {
            if (!TryMember(ref reader, out var member))
            {
                return false;
            }

            Put(found, member);
            reader.SkipOptionalWhiteSpace();
            if (reader.AtEnd)
            {
                break;
            }

            if (!reader.TryTake(','))
            {
                return false;
            }

            reader.SkipOptionalWhiteSpace();
            if (reader.AtEnd)
            {
                return false;
            }
        }

        members = found.ToImmutable();
        return true;
    }

    private static bool TryMember(ref StructuredReader reader, out StructuredMember member)
    {
        member = default;
        if (!reader.TryKey(out var key))
        {
            return false;
        }

        var value = StructuredValue.True;
        if (reader.TryTake('=') && !TryItemOrInnerList(ref reader, out value))
        {
            return false;
        }

        member = new StructuredMember(key, value);
        return TryParameters(ref reader);
    }

    private static bool TryItemOrInnerList(ref StructuredReader reader, out StructuredValue value)
    {
        if (!reader.TryTake('('))
        {
            return StructuredItem.TryRead(ref reader, out value);
        }

        value = default;
        var items = ImmutableArray.CreateBuilder<StructuredValue>();
        while (true)
        {
            reader.SkipSpaces();
            if (reader.TryTake(')'))
            {
                value = new StructuredValue(StructuredKind.InnerList, Items: items.ToImmutable());
                return true;
            }

            if (!StructuredItem.TryRead(ref reader, out var item)
                || !TryParameters(ref reader)
                || reader.Peek() is not (' ' or ')'))
            {
                return false;
            }

            items.Add(item);
        }
    }

    private static bool TryParameters(ref StructuredReader reader)
    {
        while (reader.TryTake(';'))
        {
            reader.SkipSpaces();
            if (!reader.TryKey(out _) || (reader.TryTake('=') && !StructuredItem.TryRead(ref reader, out _)))
            {
                return false;
            }
        }

        return true;
    }

    // A key that comes twice has its last value (§4.2.2).
    private static void Put(ImmutableArray<StructuredMember>.Builder members, StructuredMember member)
    {
        for (var index = 0; index < members.Count; index++)
        {
            if (string.Equals(members[index].Key, member.Key, StringComparison.Ordinal))
            {
                members[index] = member;
                return;
            }
        }

        members.Add(member);
    }
}
