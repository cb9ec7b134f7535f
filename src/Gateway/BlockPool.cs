using System.Buffers;
using System.Runtime.InteropServices;
using Microsoft.AspNetCore.Connections;

namespace Gateway;

/// <summary>
/// The buffers of the server's connections. The server's own pool hands out 4 KiB at a time: a body of 100 KiB takes 25 of them, each an
/// entry in the list that the system call walks, and over TLS a record of its own. The block returned last is lent first, for it is
/// still in the processor's cache.
/// </summary>
internal sealed class BlockPool : MemoryPool<byte>
{
    /// <summary>The most that one TLS record holds (RFC 8446 §5.1), so that a full block is a full record.</summary>
    public const int BlockSize = 16 * 1024;

    /// <summary>How many blocks wait to be lent again, 16 MiB of them: what a thousand clients give back at once. More go to the
    /// garbage collector.</summary>
    public const int MostIdle = 1024;

    private readonly Stack[] _stacks;

    /// <summary>Makes an empty pool.</summary>
    public BlockPool()
    {
        // One for each core: the lock is hardly ever met by two, and blocks stay with the cache that they are in.
        var cores = System.Environment.ProcessorCount;
        _stacks = [.. Enumerable.Range(0, cores).Select(_ => new Stack(Math.Max(1, MostIdle / cores)))];
    }

    /// <inheritdoc/>
    public override int MaxBufferSize => BlockSize;

    private Stack Here => _stacks[Thread.GetCurrentProcessorId() % _stacks.Length];

    /// <summary>Lends a block.</summary>
    /// <param name="minBufferSize">At most <see cref="BlockSize"/>; -1 for any.</param>
    /// <exception cref="ArgumentOutOfRangeException">More is asked for than a block holds.</exception>
    public override IMemoryOwner<byte> Rent(int minBufferSize = -1)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(minBufferSize, BlockSize);
        var block = Here.Take() ?? Elsewhere() ?? new Block(this);
        block.Lend();
        return block;
    }

    private Block? Elsewhere()
    {
        foreach (var stack in _stacks)
        {
            if (stack.Take() is { } block)
            {
                return block;
            }
        }

        return null;
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        // Blocks are the garbage collector's; those still lent come back to nobody.
    }

    /// <summary>Gives each of the server's endpoints a pool.</summary>
    internal sealed class Factory : IMemoryPoolFactory<byte>
    {
        /// <inheritdoc/>
        public MemoryPool<byte> Create(MemoryPoolOptions? options = null) => new BlockPool();
    }

    private sealed class Block(BlockPool pool) : IMemoryOwner<byte>
    {
        private readonly byte[] _bytes = GC.AllocateUninitializedArray<byte>(BlockSize, pinned: true);
        private int _isLent;

        public Memory<byte> Memory => MemoryMarshal.CreateFromPinnedArray(_bytes, 0, BlockSize);

        public void Lend() => Volatile.Write(ref _isLent, 1);

        public void Dispose()
        {
            // Given back twice it would be lent to two connections, and one client would read what is another's.
            if (Interlocked.Exchange(ref _isLent, 0) == 1)
            {
                pool.Here.Put(this);
            }
        }
    }

    private sealed class Stack(int most)
    {
        private readonly Lock _gate = new();
        private readonly Block?[] _idle = new Block?[most];
        private int _count;

        public Block? Take()
        {
            lock (_gate)
            {
                return _count == 0 ? null : _idle[--_count];
            }
        }

        public void Put(Block block)
        {
            lock (_gate)
            {
                if (_count < _idle.Length)
                {
                    _idle[_count++] = block;
                }
            }
        }
    }
}
