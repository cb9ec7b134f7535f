using System.Globalization;
using System.Text;
using Gateway.HttpCache.Policy.Grammar;
using Microsoft.Extensions.Primitives;

namespace Gateway.HttpCache.Policy;

/// <summary>
/// One form for request field values that mean the same (RFC 9111 §4.1). Field lines are joined; around the commas of a list white
/// space does not count; and for the negotiation fields, whose grammar says so, neither do order, letter case and spelling of weights.
/// </summary>
internal static class FieldNormalization
{
    /// <summary>The normal form, or null when the request does not have the field. Normalising it again changes nothing.</summary>
    internal static string? Normalize(string name, StringValues values)
    {
        if (values.Count == 0)
        {
            return null;
        }

        var joined = Join(values, FieldNames.Same(name, "cookie") ? "; " : ", ");
        return FormOf(name) switch
        {
            Form.Negotiation when HasWholeQuotes(joined) => Negotiation(name, joined),
            Form.List => WithoutListSpaces(joined),
            _ => joined,
        };
    }

    private enum Form
    {
        List,
        Negotiation,
        FreeText,
    }

    // A field that is not known is taken for a list as almost all are; of those that are no lists every byte counts.
    private static Form FormOf(string name) => name.ToLowerInvariant() switch
    {
        "accept" or "accept-charset" or "accept-encoding" or "accept-language" or "te" => Form.Negotiation,
        "authorization" or "cookie" or "from" or "host" or "origin" or "referer" or "user-agent" or "date" => Form.FreeText,
        _ => Form.List,
    };

    private static string Join(StringValues values, string separator) =>
        values.Count == 1
            ? FieldText.Trim(values[0]).ToString()
            : string.Join(separator, values.AsEnumerable().Select(static value => FieldText.Trim(value).ToString()));

    private static string WithoutListSpaces(string value)
    {
        var text = new StringBuilder(value.Length);
        var quoted = false;
        for (var index = 0; index < value.Length; index++)
        {
            var character = value[index];
            text.Append(character);
            if (quoted && character == '\\' && index + 1 < value.Length)
            {
                text.Append(value[++index]);
            }
            else if (character == '"')
            {
                quoted = !quoted;
            }
            else if (character == ',' && !quoted)
            {
                TrimBeforeComma(text);
                index = SkipSpaces(value, index);
            }
        }

        return text.ToString();
    }

    private static void TrimBeforeComma(StringBuilder text)
    {
        text.Length--;
        while (text.Length > 0 && FieldText.IsSpace(text[^1]))
        {
            text.Length--;
        }

        text.Append(',');
    }

    private static int SkipSpaces(string value, int index)
    {
        while (index + 1 < value.Length && FieldText.IsSpace(value[index + 1]))
        {
            index++;
        }

        return index;
    }

    // A quoted string that never ends makes the members a guess: then every byte counts.
    private static bool HasWholeQuotes(string value)
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
        }

        return !quoted;
    }

    private static string Negotiation(string name, string value)
    {
        var members = new SortedSet<string>(StringComparer.Ordinal);
        foreach (var member in new ListMembers(value))
        {
            members.Add(NegotiationMember(name, member));
        }

        members.Remove("");
        return string.Join(',', members);
    }

    // type/subtype;parameter=Value;q=0.5: names without regard to letter case, a parameter's value as it is (RFC 9110 §12.5).
    private static string NegotiationMember(string name, ReadOnlySpan<char> member)
    {
        var text = new StringBuilder(member.Length);
        var first = true;
        foreach (var part in new ParameterParts(member))
        {
            if (first)
            {
                text.Append(Choice(name, part));
                first = false;
            }
            else
            {
                AppendParameter(text, part);
            }
        }

        return text.ToString();
    }

    // "A recipient SHOULD consider x-gzip to be equivalent to gzip" (RFC 9110 §8.4.1.3).
    private static string Choice(string name, ReadOnlySpan<char> part)
    {
        var choice = part.ToString().ToLowerInvariant();
        return FieldNames.Same(name, "accept-encoding") && choice is "x-gzip" or "x-compress" ? choice[2..] : choice;
    }

    private static void AppendParameter(StringBuilder text, ReadOnlySpan<char> part)
    {
        var equals = part.IndexOf('=');
        if (equals < 0)
        {
            text.Append(';').Append(part.ToString().ToLowerInvariant());
            return;
        }

        var name = FieldText.Trim(part[..equals]).ToString().ToLowerInvariant();
        var value = FieldText.Trim(part[(equals + 1)..]);
        if (name is not "q" || !TryWeight(value, out var weight))
        {
            text.Append(';').Append(name).Append('=').Append(value);
        }
        else if (weight != 1)
        {
            text.Append(CultureInfo.InvariantCulture, $";q={weight:0.###}");
        }
    }

    private static bool TryWeight(ReadOnlySpan<char> value, out decimal weight)
    {
        weight = 0;
        return value.Length is > 0 and <= 5
            && decimal.TryParse(value, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out weight)
            && weight is >= 0 and <= 1;
    }
}
