using System.Runtime.InteropServices;

namespace Gateway.HttpCache.Storage.Eviction;

/// <summary>
/// Which entry to give up: S3-FIFO (Yang et al., SOSP 2023), weighed in bytes. A small queue takes what is new; what was not asked for
/// again by the time it leaves is evicted, so a scan (a mirror run, a crawler) passes through a tenth of the room and pushes nobody out;
/// what was is moved to the main queue. A ghost queue remembers whom the small queue evicted and lets it into the main queue at once.
/// </summary>
/// <remarks>
/// Chosen over W-TinyLFU, whose lists are reordered on every hit: here a hit writes one byte, without a lock, and a slot takes 40 bytes
/// without objects, which a hundred thousand files on disk need. Chosen over SIEVE, which is simpler but by its authors' own account
/// does not resist scans. Not thread-safe but for <see cref="Touch"/>; a touch that is lost to a race costs nothing.
/// </remarks>
internal sealed class S3Fifo(long capacity)
{
    // The share of the paper. Larger keeps one-hit wonders longer, smaller evicts before the second request can come.
    private const int SmallShare = 10;

    // Two requests after the first: one retry of one client is no proof of popularity.
    private const byte PromotionThreshold = 2;
    private const byte MaxFrequency = 3;
    private const int None = -1;

    private readonly long _smallCapacity = capacity / SmallShare;
    private readonly GhostQueue _ghosts = new();
    private Slot[] _slots = new Slot[16];
    private SlotList _small = new();
    private SlotList _main = new();
    private int _free = None;
    private int _used;

    /// <summary>How many entries there are.</summary>
    public int Count => _small.Count + _main.Count;

    /// <summary>One more than the highest handle ever given, for arrays that run beside.</summary>
    public int HandleBound => _used;

    /// <summary>What all entries weigh.</summary>
    public long Bytes => _small.Bytes + _main.Bytes;

    /// <summary>Takes in an entry and returns its handle.</summary>
    /// <param name="fingerprint">A hash of what the entry is, by which it is recognised when it comes back after an eviction.</param>
    /// <param name="size">What it weighs, in bytes.</param>
    /// <param name="proven">True when it is known to deserve its room: it skips the small queue.</param>
    public int Add(ulong fingerprint, long size, bool proven = false)
    {
        var handle = Take();
        ref var slot = ref _slots[handle];
        slot = new Slot { Fingerprint = fingerprint, Size = size, IsMain = _ghosts.Remove(fingerprint) || proven };
        Push(handle);
        return handle;
    }

    /// <summary>Notes a hit. May be called without a lock.</summary>
    /// <param name="handle">The entry's handle; one that is no longer valid does no harm.</param>
    public void Touch(int handle)
    {
        var slots = _slots;
        if ((uint)handle < (uint)slots.Length && slots[handle].Frequency < MaxFrequency)
        {
            slots[handle].Frequency++;
        }
    }

    /// <summary>Changes what an entry weighs.</summary>
    /// <param name="handle">Its handle.</param>
    /// <param name="size">The new weight, in bytes.</param>
    public void Resize(int handle, long size)
    {
        ref var slot = ref _slots[handle];
        ListOf(handle).Bytes += size - slot.Size;
        slot.Size = size;
    }

    /// <summary>Takes an entry out.</summary>
    /// <param name="handle">Its handle, which is given to another entry later.</param>
    public void Remove(int handle)
    {
        Unlink(handle);
        Free(handle);
    }

    /// <summary>Chooses an entry to give up. It stays in until <see cref="Remove"/>.</summary>
    /// <returns>Its handle, or null when there is none.</returns>
    public int? Victim()
    {
        while (Count > 0)
        {
            var victim = _small.Count > 0 && (_small.Bytes > _smallCapacity || _main.Count == 0) ? FromSmall() : FromMain();
            if (victim is not null)
            {
                return victim;
            }
        }

        return null;
    }

    private int? FromSmall()
    {
        var handle = _small.Tail;
        ref var slot = ref _slots[handle];
        if (slot.Frequency < PromotionThreshold)
        {
            _ghosts.Add(slot.Fingerprint, Count);
            return handle;
        }

        Unlink(handle);
        slot.Frequency = 0;
        slot.IsMain = true;
        Push(handle);
        return null;
    }

    private int? FromMain()
    {
        var handle = _main.Tail;
        ref var slot = ref _slots[handle];
        if (slot.Frequency == 0)
        {
            return handle;
        }

        Unlink(handle);
        slot.Frequency--;
        Push(handle);
        return null;
    }

    private ref SlotList ListOf(int handle) => ref _slots[handle].IsMain ? ref _main : ref _small;

    private void Push(int handle)
    {
        ref var list = ref ListOf(handle);
        ref var slot = ref _slots[handle];
        slot.Previous = None;
        slot.Next = list.Head;
        if (list.Head == None)
        {
            list.Tail = handle;
        }
        else
        {
            _slots[list.Head].Previous = handle;
        }

        list.Head = handle;
        list.Count++;
        list.Bytes += slot.Size;
    }

    private void Unlink(int handle)
    {
        ref var list = ref ListOf(handle);
        ref var slot = ref _slots[handle];
        if (slot.Previous == None)
        {
            list.Head = slot.Next;
        }
        else
        {
            _slots[slot.Previous].Next = slot.Next;
        }

        if (slot.Next == None)
        {
            list.Tail = slot.Previous;
        }
        else
        {
            _slots[slot.Next].Previous = slot.Previous;
        }

        list.Count--;
        list.Bytes -= slot.Size;
    }

    private int Take()
    {
        if (_free != None)
        {
            var handle = _free;
            _free = _slots[handle].Next;
            return handle;
        }

        if (_used == _slots.Length)
        {
            Array.Resize(ref _slots, _slots.Length + (_slots.Length / 2));
        }

        return _used++;
    }

    private void Free(int handle)
    {
        _slots[handle] = new Slot { Next = _free };
        _free = handle;
    }

    [StructLayout(LayoutKind.Auto)]
    private struct Slot
    {
        public ulong Fingerprint;
        public long Size;
        public int Previous;
        public int Next;
        public byte Frequency;
        public bool IsMain;
    }

    [StructLayout(LayoutKind.Auto)]
    private struct SlotList
    {
        public int Head = None;
        public int Tail = None;
        public int Count;
        public long Bytes;

        public SlotList()
        {
        }
    }
}
