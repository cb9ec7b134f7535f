using System.Collections.Immutable;
using Gateway.HttpCache;

namespace Gateway.Caching;

/// <summary>The fields of a received response in the form that the cache policy reads.</summary>
internal static class ReceivedFields
{
    /// <summary>Copies them: a response head outlives the server's own collection.</summary>
    public static FieldList Of(IHeaderDictionary headers)
    {
        var fields = ImmutableArray.CreateBuilder<Field>(headers.Count + 2);
        foreach (var (name, values) in headers)
        {
            foreach (var value in values)
            {
                fields.Add(new Field(name, value ?? ""));
            }
        }

        return new FieldList(fields.DrainToImmutable());
    }
}
