using System.Collections.Immutable;
using System.Runtime.InteropServices;

namespace Gateway.HttpCache.Policy.Ranges;

/// <summary>Why a part is not combined with a stored one. Each has one name in <see cref="ReasonName"/>.</summary>
public enum CombineRefusal
{
    /// <summary>One of the two is no part of known place, or the stored body has not its announced length.</summary>
    NotPartial,

    /// <summary>They do not share a strong validator (RFC 9111 §3.4).</summary>
    NoStrongValidator,

    /// <summary>They differ in the length of the whole.</summary>
    OtherLength,

    /// <summary>There are bytes between them that neither has.</summary>
    Gap,

    /// <summary>The updated head, or the request, says that it may not be stored.</summary>
    NotStorable,
}

/// <summary>A piece of a combined body.</summary>
/// <param name="FromStored">True when it comes from the stored body, false when from the received one.</param>
/// <param name="Offset">Where it begins in that body, from 0.</param>
/// <param name="Length">How many bytes.</param>
[StructLayout(LayoutKind.Auto)]
public readonly record struct CombinePiece(bool FromStored, long Offset, long Length);

/// <summary>Whether a received part is combined with a stored one. Closed: one of the nested records.</summary>
public abstract record CombineVerdict
{
    private CombineVerdict()
    {
    }

    /// <summary>Together they are the whole: store it as a 200 (RFC 9110 §15.3.7.3).</summary>
    /// <param name="Head">Its head.</param>
    /// <param name="Pieces">Its body, in order.</param>
    public sealed record Whole(ResponseHead Head, ImmutableArray<CombinePiece> Pieces) : CombineVerdict;

    /// <summary>Together they are a larger part: store it as a 206.</summary>
    /// <param name="Head">Its head, with the new <c>Content-Range</c>.</param>
    /// <param name="Pieces">Its body, in order.</param>
    public sealed record Part(ResponseHead Head, ImmutableArray<CombinePiece> Pieces) : CombineVerdict;

    /// <summary>They are not combined.</summary>
    /// <param name="Reason">Why.</param>
    public sealed record Refuse(CombineRefusal Reason) : CombineVerdict;
}
