using System.Runtime.InteropServices;
using Gateway.HttpCache.Policy.Ranges;

namespace Gateway.HttpCache.Policy;

/// <summary>In what form a stored response answers a request.</summary>
public enum AnswerKind
{
    /// <summary>As it is stored.</summary>
    Whole,

    /// <summary>304: what the client has is the same.</summary>
    NotModified,

    /// <summary>206: one or more ranges.</summary>
    Partial,

    /// <summary>416: no such range.</summary>
    RangeNotSatisfiable,
}

/// <summary>The form of the answer.</summary>
/// <param name="Kind">Which form.</param>
/// <param name="Ranges">The ranges of <see cref="AnswerKind.Partial"/>.</param>
[StructLayout(LayoutKind.Auto)]
public readonly record struct AnswerVerdict(AnswerKind Kind, RangeSelection Ranges);
