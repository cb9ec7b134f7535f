using System.Collections.Immutable;
using System.Text;
using Gateway.HttpCache;
using Gateway.HttpCache.Policy;

namespace Gateway.Caching;

/// <summary>
/// The request fields that the answers of a key vary by, as one text: what else than the key tells two fetches apart, so that npm's two
/// forms of a document are fetched side by side and each only once.
/// </summary>
internal static class VariantText
{
    /// <summary>By what the stored answers vary; empty when nothing is stored or nothing varies.</summary>
    public static string Of(IReadOnlyList<StoredResponse> stored, IFieldSource request) =>
        stored.Count == 0 ? "" : Of(stored[0].Selecting, request);

    /// <summary>By those fields.</summary>
    public static string Of(ImmutableArray<SelectingField> selecting, IFieldSource request)
    {
        if (selecting.IsDefaultOrEmpty)
        {
            return "";
        }

        var text = new StringBuilder();
        foreach (var field in Selection.FieldsOf([.. selecting.Select(field => field.Name)], request))
        {
            // A length before each value: no value can be taken for two.
            text.Append(field.Name).Append('=').Append(field.Value?.Length ?? -1).Append(':').Append(field.Value).Append(';');
        }

        return text.ToString();
    }

    /// <summary>Whether a request has those selecting fields.</summary>
    public static bool Matches(ImmutableArray<SelectingField> selecting, IFieldSource request) =>
        selecting.IsDefaultOrEmpty
        || Selection.FieldsOf([.. selecting.Select(field => field.Name)], request).SequenceEqual(selecting);
}
