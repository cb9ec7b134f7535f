using System.Collections.Immutable;
using Gateway.HttpCache.Policy.Grammar;

namespace Gateway.HttpCache.Policy;

/// <summary>Selecting among the variants of a resource with <c>Vary</c> (RFC 9111 §4.1).</summary>
public static class Selection
{
    /// <summary>
    /// The names in <c>Vary</c>, lower case, each once. Null when no request can ever match: a member <c>*</c> on any line, or a member
    /// that is no field name, of which nobody knows what it should select by.
    /// </summary>
    /// <param name="response">The response's fields.</param>
    public static ImmutableArray<string>? NamesOf(IFieldSource response)
    {
        ArgumentNullException.ThrowIfNull(response);
        var names = ImmutableArray.CreateBuilder<string>();
        foreach (var line in response[FieldNames.Vary])
        {
            foreach (var member in new ListMembers(line))
            {
                if (member is "*" || !FieldText.IsToken(member))
                {
                    return null;
                }

                var name = member.ToString().ToLowerInvariant();
                if (!names.Contains(name, StringComparer.Ordinal))
                {
                    names.Add(name);
                }
            }
        }

        return names.ToImmutable();
    }

    /// <summary>The selecting fields of a request.</summary>
    /// <param name="names">The names from <see cref="NamesOf"/>.</param>
    /// <param name="request">The request's fields.</param>
    public static ImmutableArray<SelectingField> FieldsOf(ImmutableArray<string> names, IFieldSource request)
    {
        ArgumentNullException.ThrowIfNull(request);
        return [.. names.Select(name => new SelectingField(name, FieldNormalization.Normalize(name, request[name])))];
    }

    /// <summary>Whether the request has the selecting fields of the stored response.</summary>
    /// <param name="stored">The stored response.</param>
    /// <param name="request">The presented request's fields.</param>
    public static bool Matches(StoredResponse stored, IFieldSource request)
    {
        ArgumentNullException.ThrowIfNull(stored);
        ArgumentNullException.ThrowIfNull(request);
        return stored.Selecting.IsDefaultOrEmpty || stored.Matcher.Matches(request);
    }

    /// <summary>
    /// The response to answer with, whatever its age: the most recent of those that match (§4), but one that varies before one that
    /// does not, since the latter may have left out its <c>Vary</c> by mistake (§4.1). Null when none matches.
    /// </summary>
    /// <param name="stored">The variants of one key.</param>
    /// <param name="request">The presented request's fields.</param>
    public static StoredResponse? Choose(IReadOnlyList<StoredResponse> stored, IFieldSource request)
    {
        ArgumentNullException.ThrowIfNull(stored);
        StoredResponse? chosen = null;
        for (var index = 0; index < stored.Count; index++)
        {
            var candidate = stored[index];
            if (Matches(candidate, request) && (chosen is null || IsBetter(candidate, chosen)))
            {
                chosen = candidate;
            }
        }

        return chosen;
    }

    private static bool IsBetter(StoredResponse candidate, StoredResponse chosen)
    {
        var varies = !candidate.Selecting.IsDefaultOrEmpty;
        if (varies != !chosen.Selecting.IsDefaultOrEmpty)
        {
            return varies;
        }

        var (mine, others) = (candidate.Head.Facts, chosen.Head.Facts);
        return mine.Date != others.Date ? mine.Date > others.Date : mine.ResponseTime > others.ResponseTime;
    }
}
