using System.Collections.Immutable;
using Gateway.HttpCache.Policy.Grammar;
using Microsoft.Extensions.Primitives;

namespace Gateway.HttpCache.Policy;

/// <summary>
/// Reads a targeted field (RFC 9213): a dictionary of structured fields. It counts as a whole or not at all: a parse error, an empty
/// value, or a known directive whose value is not of its type makes a cache behave as if the field were not there (§2.1).
/// </summary>
internal static class TargetedField
{
    /// <summary>Reads the field.</summary>
    /// <returns>False when the field is to be ignored.</returns>
    internal static bool TryRead(StringValues lines, out ResponseDirectives directives)
    {
        directives = new ResponseDirectives { Targeted = true };
        if (!StructuredDictionary.TryParse(lines, out var members) || members.IsEmpty)
        {
            return false;
        }

        foreach (var member in members)
        {
            if (!TryApply(member, ref directives))
            {
                return false;
            }
        }

        return true;
    }

    private static bool TryApply(StructuredMember member, ref ResponseDirectives directives)
    {
        var flag = CacheControlField.FlagOf(member.Key);
        return flag switch
        {
            ResponseFlags.None => TryApplySeconds(member, ref directives),
            ResponseFlags.NoCache or ResponseFlags.Private => TryApplyQualified(member.Value, flag, ref directives),
            _ => TryApplyFlag(member.Value, flag, ref directives),
        };
    }

    // no-store and its kind are always Boolean true (§2.1): ?0 is as wrong as a number.
    private static bool TryApplyFlag(StructuredValue value, ResponseFlags flag, ref ResponseDirectives directives)
    {
        directives = directives with { Flags = directives.Flags | flag };
        return value is { Kind: StructuredKind.Boolean, Integer: 1 };
    }

    // Boolean true, or a string with a comma-separated list of field names (§2.1); an inner list means the same.
    private static bool TryApplyQualified(StructuredValue value, ResponseFlags flag, ref ResponseDirectives directives)
    {
        var names = value.Kind switch
        {
            StructuredKind.Text or StructuredKind.Token => CacheControlField.FieldNamesOf(value.Text),
            StructuredKind.InnerList => NamesOf(value.Items),
            _ => [],
        };
        if (names.IsEmpty)
        {
            return TryApplyFlag(value, flag, ref directives);
        }

        directives = directives with { WithheldFields = directives.WithheldFields.AddRange(names) };
        return true;
    }

    private static ImmutableArray<string> NamesOf(ImmutableArray<StructuredValue> items) =>
        items.All(static item => item.Kind is StructuredKind.Text or StructuredKind.Token && FieldText.IsToken(item.Text))
            ? [.. items.Select(static item => item.Text)]
            : [];

    private static bool TryApplySeconds(StructuredMember member, ref ResponseDirectives directives)
    {
        var seconds = SecondsOf(member.Value);
        var isInteger = member.Value.Kind == StructuredKind.Integer;
        switch (member.Key)
        {
            case "max-age":
                directives = directives with { MaxAge = new DeltaDirective(Present: true, seconds) };
                return isInteger;
            case "s-maxage":
                directives = directives with { SharedMaxAge = new DeltaDirective(Present: true, seconds) };
                return isInteger;
            case "stale-while-revalidate":
                directives = directives with { StaleWhileRevalidate = seconds ?? 0 };
                return isInteger;
            case "stale-if-error":
                directives = directives with { StaleIfError = seconds ?? 0 };
                return isInteger;
            default:
                // A cache ignores directives that it does not know (RFC 9111 §5.2.3).
                return true;
        }
    }

    // A negative integer is of the right type but no number of seconds: the response is stale.
    private static long? SecondsOf(StructuredValue value) =>
        value is { Kind: StructuredKind.Integer, Integer: >= 0 } ? Math.Min(value.Integer, DeltaSeconds.Maximum) : null;
}
