using System.Buffers;

namespace Gateway.HttpCache.Storage.Growing;

/// <summary>A contiguous part of a growing body in memory.</summary>
internal sealed class Segment
{
    private readonly bool _rented;

    private Segment(byte[] buffer, int capacity, bool rented)
    {
        Buffer = buffer;
        Capacity = capacity;
        _rented = rented;
    }

    public byte[] Buffer { get; }

    /// <summary>How many bytes it takes; the buffer may be longer.</summary>
    public int Capacity { get; }

    /// <summary>How many bytes it holds.</summary>
    public int Count { get; private set; }

    public bool IsFull => Count == Capacity;

    public ReadOnlySpan<byte> Content => Buffer.AsSpan(0, Count);

    /// <summary>A segment whose array can outlive it, as the body of an entry.</summary>
    public static Segment Own(int capacity) => new(GC.AllocateUninitializedArray<byte>(capacity), capacity, rented: false);

    /// <summary>A segment that goes back to the pool, its buffer longer by a reserve for what is written behind the content.</summary>
    public static Segment Rent(int capacity, int reserve = 0) =>
        new(ArrayPool<byte>.Shared.Rent(capacity + reserve), capacity, rented: true);

    /// <summary>A full segment over bytes that are there already.</summary>
    public static Segment Over(byte[] content) => new(content, content.Length, rented: false) { Count = content.Length };

    public int Append(ReadOnlySpan<byte> bytes)
    {
        var taken = Math.Min(bytes.Length, Capacity - Count);
        bytes[..taken].CopyTo(Buffer.AsSpan(Count));
        Count += taken;
        return taken;
    }

    /// <summary>The content in an array that can outlive the segment: its own where it has one of that length, otherwise a copy.</summary>
    public byte[] Own() => !_rented && Buffer.Length == Count ? Buffer : Content.ToArray();

    public void Release()
    {
        if (_rented)
        {
            ArrayPool<byte>.Shared.Return(Buffer);
        }
    }
}
