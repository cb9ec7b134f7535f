using System.Security.Cryptography;
using System.Text;

namespace Gateway.Registries.Documents;

/// <summary>
/// Entity tags of rewritten documents: <c>"abc"</c> of the upstream becomes <c>"abc-gw.0123abcd"</c>, where the digits stand for the
/// public base and the revision of the rewriting. Another base or another rewriting is another representation (RFC 9110 §8.8.3); and
/// because the derivation is reversible, a conditional request can carry the upstream's own tag. A weak tag stays weak.
/// </summary>
internal sealed class RewrittenEntityTag
{
    /// <summary>
    /// Raised whenever the same document would come out otherwise than before, so that no client keeps the old form for the new.
    /// </summary>
    private const int Revision = 2;

    private readonly string _suffix;

    /// <summary>The derivation for documents that lead to that base.</summary>
    /// <param name="publicBase">Scheme, host and mount that the URLs lead to.</param>
    /// <param name="coding">The content coding that the document is given: coded bytes are other bytes (RFC 9110 §8.8.3.3).</param>
    public RewrittenEntityTag(string publicBase, string coding = ContentCodings.Identity)
    {
        var hash = SHA256.HashData(Encoding.UTF8.GetBytes($"{Revision}\n{publicBase}\n{coding}"));
        _suffix = $"-gw.{Convert.ToHexStringLower(hash.AsSpan(0, 4))}\"";
    }

    /// <summary>The tag of the rewritten document; null where the upstream's is not a well-formed one.</summary>
    public string? Make(string upstreamTag) =>
        IsTag(upstreamTag) ? string.Concat(upstreamTag.AsSpan(0, upstreamTag.Length - 1), _suffix) : null;

    /// <summary>The upstream's tag that a tag was made from; null where it was not made by this derivation.</summary>
    public string? Unmake(string tag) =>
        IsTag(tag) && tag.EndsWith(_suffix, StringComparison.Ordinal)
            ? string.Concat(tag.AsSpan(0, tag.Length - _suffix.Length), "\"") is var made && IsTag(made) ? made : null
            : null;

    /// <summary>
    /// <c>If-None-Match</c> for the upstream: the tags made by this derivation in their original form, without all others, which the
    /// upstream could only take for its own; <c>*</c> as it is. Null where nothing is left.
    /// </summary>
    public string? UnmakeList(string ifNoneMatch)
    {
        if (ifNoneMatch.Trim() is "*")
        {
            return "*";
        }

        var originals = new List<string>();
        for (var rest = ifNoneMatch.AsSpan(); TryTakeTag(ref rest, out var tag);)
        {
            if (Unmake(tag.ToString()) is { } original)
            {
                originals.Add(original);
            }
        }

        return originals.Count == 0 ? null : string.Join(", ", originals);
    }

    /// <summary>Takes the next tag of a list; a comma may stand inside the quotes (RFC 9110 §8.8.3).</summary>
    private static bool TryTakeTag(ref ReadOnlySpan<char> rest, out ReadOnlySpan<char> tag)
    {
        rest = rest.TrimStart(" \t,");
        var opening = rest.IndexOf('"');
        var closing = opening < 0 ? -1 : rest[(opening + 1)..].IndexOf('"');
        if (closing < 0)
        {
            tag = default;
            return false;
        }

        var length = opening + closing + 2;
        tag = rest[..length];
        rest = rest[length..];
        return true;
    }

    private static bool IsTag(string tag)
    {
        var opaque = tag.StartsWith("W/", StringComparison.Ordinal) ? tag.AsSpan(2) : tag;
        return opaque.Length >= 2 && opaque[0] == '"' && opaque[1..].IndexOf('"') == opaque.Length - 2;
    }
}
