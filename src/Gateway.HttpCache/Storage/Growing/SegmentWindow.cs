namespace Gateway.HttpCache.Storage.Growing;

/// <summary>
/// The part of a growing body that is in memory: consecutive segments, of which the first ones leave. Not thread-safe but for <see
/// cref="End"/>.
/// </summary>
internal sealed class SegmentWindow
{
    private readonly List<Segment> _segments = [];
    private long _end;

    public IReadOnlyList<Segment> Segments => _segments;

    public Segment? First => _segments.Count == 0 ? null : _segments[0];

    /// <summary>Offset of the first byte in memory.</summary>
    public long Start { get; private set; }

    /// <summary>Offset behind the last byte.</summary>
    public long End => Interlocked.Read(ref _end);

    /// <summary>How many bytes the last segment still takes.</summary>
    public int Room => _segments.Count == 0 ? 0 : _segments[^1].Capacity - _segments[^1].Count;

    public void Add(Segment segment) => _segments.Add(segment);

    /// <summary>Appends to the last segment as much as it takes.</summary>
    public int Append(ReadOnlySpan<byte> bytes)
    {
        var taken = _segments[^1].Append(bytes);
        Interlocked.Add(ref _end, taken);
        return taken;
    }

    /// <summary>Copies bytes from a position on, as many as one segment has.</summary>
    public int Copy(long position, Span<byte> buffer)
    {
        var at = Start;
        foreach (var segment in _segments)
        {
            if (position < at + segment.Count)
            {
                var content = segment.Content[(int)(position - at)..];
                content = content[..Math.Min(content.Length, buffer.Length)];
                content.CopyTo(buffer);
                return content.Length;
            }

            at += segment.Count;
        }

        throw new InvalidOperationException($"Position {position} lies outside of the bytes held, {Start} to {End}.");
    }

    public void DropFirst()
    {
        Start += _segments[0].Count;
        _segments[0].Release();
        _segments.RemoveAt(0);
    }

    /// <summary>Puts one segment with the same content in the place of all.</summary>
    public void ReplaceBy(Segment whole)
    {
        Release();
        _segments.Add(whole);
    }

    public void Release()
    {
        _segments.ForEach(segment => segment.Release());
        _segments.Clear();
    }
}
