using System.Runtime.InteropServices;

namespace Gateway.HttpCache.Policy.Ranges;

/// <summary>A range of bytes of the whole representation.</summary>
/// <param name="First">The first byte, from 0.</param>
/// <param name="Last">The last byte, inclusive.</param>
[StructLayout(LayoutKind.Auto)]
public readonly record struct ByteRange(long First, long Last)
{
    /// <summary>How many bytes.</summary>
    public long Length => Last - First + 1;

    /// <summary>Whether the two have a byte in common.</summary>
    /// <param name="other">The other range.</param>
    public bool Overlaps(ByteRange other) => First <= other.Last && other.First <= Last;

    /// <summary>The range from the beginning of the one to the end of the other, whichever comes first and last.</summary>
    /// <param name="other">The other range.</param>
    public ByteRange Join(ByteRange other) => new(Math.Min(First, other.First), Math.Max(Last, other.Last));
}
