using System.Collections.Frozen;
using System.Collections.Immutable;
using Gateway.HttpCache.Policy.Grammar;

namespace Gateway.HttpCache.Policy;

/// <summary>Which fields of a response are stored (RFC 9111 §3.1).</summary>
internal static class StoredFields
{
    // Connection-specific fields (RFC 9110 §7.6.1) and those of the proxy itself (RFC 9111 §3.1). Content-Length is not kept because the
    // store knows the body's length, and what the store counted is true.
    private static readonly FrozenSet<string> NeverStored = FrozenSet.ToFrozenSet(
        [
            "Connection", "Content-Length", "Keep-Alive", "Proxy-Authenticate", "Proxy-Authentication-Info", "Proxy-Authorization",
            "Proxy-Connection", "TE", "Trailer", "Transfer-Encoding", "Upgrade",
        ],
        StringComparer.OrdinalIgnoreCase);

    /// <summary>Whether that field is never stored, whatever the response says.</summary>
    internal static bool IsNeverStored(string name) => NeverStored.Contains(name);

    /// <summary>
    /// The fields to store, with a <c>Date</c> where the response has none (RFC 9110 §6.6.1). One that cannot be read is kept as it is: to
    /// replace it is allowed, but would make an <c>Expires</c> look good that nothing can be counted from.
    /// </summary>
    internal static FieldList Of(ResponseHead received, CachePolicyOptions options)
    {
        var withheld = WithheldOf(received, options);
        var kept = ImmutableArray.CreateBuilder<Field>(received.Fields.Count + 1);
        var hasDate = false;
        foreach (var field in received.Fields)
        {
            if (IsNeverStored(field.Name) || withheld.Contains(field.Name))
            {
                continue;
            }

            var isDate = FieldNames.Same(field.Name, FieldNames.Date);
            if (!isDate || !hasDate)
            {
                kept.Add(field);
            }

            hasDate |= isDate;
        }

        if (!hasDate)
        {
            kept.Add(new Field(FieldNames.Date, HttpDate.Format(received.Facts.Date)));
        }

        return new FieldList(kept.DrainToImmutable());
    }

    /// <summary>The announced length, or null when there is none or it is no number.</summary>
    internal static long? ContentLengthOf(IFieldSource fields)
    {
        var values = fields[FieldNames.ContentLength];
        return values.Count == 1 && Ranges.ContentRange.TryNumber(FieldText.Trim(values[0]), out var length) ? length : null;
    }

    /// <summary>The names that this response itself takes out: those in Connection, in qualified directives, and cookies.</summary>
    internal static HashSet<string> WithheldOf(ResponseHead received, CachePolicyOptions options)
    {
        var names = new HashSet<string>(received.Facts.Directives.WithheldFields, StringComparer.OrdinalIgnoreCase);
        foreach (var line in received.Fields[FieldNames.Connection])
        {
            foreach (var name in new ListMembers(line))
            {
                names.Add(name.ToString());
            }
        }

        if (!options.StoreSetCookie)
        {
            names.Add(FieldNames.SetCookie);
            names.Add(FieldNames.SetCookie2);
        }

        return names;
    }
}
