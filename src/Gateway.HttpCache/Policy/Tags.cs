using System.Collections.Immutable;
using Gateway.HttpCache.Policy.Grammar;

namespace Gateway.HttpCache.Policy;

/// <summary>
/// The tags by which an upstream lets entries be purged: <c>Surrogate-Key</c> (separated by spaces) and <c>Cache-Tag</c> (by commas).
/// </summary>
public static class Tags
{
    // What the entry carries around with it; the largest user known to us (Drupal) sends some hundreds.
    private const int Maximum = 1000;

    /// <summary>The tags of a response, each once, in the order received.</summary>
    /// <param name="fields">The response's fields.</param>
    public static ImmutableArray<string> Of(IFieldSource fields)
    {
        ArgumentNullException.ThrowIfNull(fields);
        var tags = new OrderedDictionary<string, bool>(StringComparer.Ordinal);
        foreach (var line in fields[FieldNames.SurrogateKey])
        {
            foreach (var tag in (line ?? "").Split([' ', '\t'], StringSplitOptions.RemoveEmptyEntries))
            {
                tags.TryAdd(tag, value: true);
            }
        }

        foreach (var line in fields[FieldNames.CacheTag])
        {
            foreach (var tag in new ListMembers(line, escapes: false))
            {
                tags.TryAdd(tag.ToString(), value: true);
            }
        }

        return [.. tags.Keys.Take(Maximum)];
    }
}
