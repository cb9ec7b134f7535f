using System.Collections.Immutable;
using System.Runtime.InteropServices;

namespace Gateway.HttpCache.Policy;

/// <summary>A stored response whose head is to be replaced.</summary>
/// <param name="Stored">The entry.</param>
/// <param name="Head">Its new head.</param>
[StructLayout(LayoutKind.Auto)]
public readonly record struct HeadUpdate(StoredResponse Stored, ResponseHead Head)
{
    /// <summary>
    /// Updates stored fields with those of a 304, a HEAD or a further part (RFC 9111 §3.2): every field that it provides replaces all of
    /// that name, except those that are never stored, <c>Content-Length</c>, and what the stored bytes depend upon: their coding and place.
    /// </summary>
    internal static HeadUpdate Of(StoredResponse stored, ResponseHead received, CachePolicyOptions options)
    {
        var provided = Provided(received, options);
        var names = new HashSet<string>(provided.Select(static field => field.Name), StringComparer.OrdinalIgnoreCase)
        {
            // Age and Date belong to the message just received: an old Age would make a validated response old at once (§4.2.3).
            FieldNames.Age,
            FieldNames.Date,
        };
        names.UnionWith(received.Facts.Directives.WithheldFields);

        var fields = ImmutableArray.CreateBuilder<Field>();
        foreach (var field in stored.Head.Fields)
        {
            if (!names.Contains(field.Name))
            {
                fields.Add(field);
            }
        }

        fields.AddRange(provided);
        return new HeadUpdate(stored, received with { Status = stored.Head.Status, Fields = new FieldList(fields.DrainToImmutable()) });
    }

    /// <summary>
    /// Whether its <c>Vary</c> now names a field that the entry was not selected by (§4.1). With which value of it the entry goes is not
    /// known, so that it can be used for the request that brought the update and for none after it.
    /// </summary>
    internal bool IsUnselectable
    {
        get
        {
            var selecting = Stored.Selecting;
            return Selection.NamesOf(Head.Fields) is not { } names
                || names.Any(name => selecting.IsDefaultOrEmpty || !selecting.Any(known => FieldNames.Same(known.Name, name)));
        }
    }

    private static List<Field> Provided(ResponseHead received, CachePolicyOptions options)
    {
        var storable = StoredFields.Of(received, options);
        var provided = new List<Field>(storable.Count);
        foreach (var field in storable)
        {
            if (!FieldNames.Same(field.Name, "Content-Encoding") && !FieldNames.Same(field.Name, FieldNames.ContentRange))
            {
                provided.Add(field);
            }
        }

        return provided;
    }
}
