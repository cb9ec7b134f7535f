using System.Collections.Immutable;
using Gateway.Environments;
using Gateway.HttpCache;

namespace Gateway.Caching;

/// <summary>The fields of a received response in the form that the cache policy reads.</summary>
internal static class ReceivedFields
{
    /// <summary>
    /// Copies them: a response head outlives the server's own collection. What the gateway itself says of an answer on its way is no part
    /// of what was received, and is said anew of each.
    /// </summary>
    public static FieldList Of(IHeaderDictionary headers)
    {
        var fields = ImmutableArray.CreateBuilder<Field>(headers.Count + 2);
        foreach (var (name, values) in headers)
        {
            if (name.Equals(OwnAnswerFields.Environment, StringComparison.OrdinalIgnoreCase))
            {
                continue;
            }

            foreach (var value in values)
            {
                fields.Add(new Field(name, value ?? ""));
            }
        }

        return new FieldList(fields.DrainToImmutable());
    }
}
