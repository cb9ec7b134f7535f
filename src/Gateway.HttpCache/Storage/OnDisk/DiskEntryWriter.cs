using System.Buffers.Binary;
using Gateway.HttpCache.Storage.Growing;
using Microsoft.Win32.SafeHandles;

namespace Gateway.HttpCache.Storage.OnDisk;

/// <summary>
/// Writes a body to a temporary file, frame by frame as they fill; a body of less than a frame stays in memory until it is whole.
/// Nothing is flushed to the platter: a file that lost bytes in a power cut does not match its digests and is a miss, which costs
/// a fetch, whereas waiting for the platter would cost every fetch.
/// </summary>
internal sealed class DiskEntryWriter : EntryWriter
{
    private readonly DiskStore _store;
    private readonly EntryId _id;
    private readonly byte[] _head;
    private readonly int _capacity;
    private string? _temporary;
    private FileSpool? _spool;
    private bool _spoolShared;
    private long _frames;
    private long _reserved;

    public DiskEntryWriter(DiskStore store, EntryDraft draft, PurgeTicket ticket, long maxLength, EntryId id, TimeProvider time)
        : base(draft, new GrowingBody(position => NextSegment(draft, position), time), ticket, maxLength)
    {
        _store = store;
        _id = id;
        _head = HeadCodec.Encode(draft.Key, draft.Head, draft.Selecting, draft.Tags);
        _capacity = EntryFormat.CapacityFor(_head.Length);
    }

    /// <summary>The whole body when it was short enough to stay in memory, in an array that nobody else changes.</summary>
    public byte[]? Whole { get; private set; }

    /// <summary>The entry when its body was whole but its file could not be published.</summary>
    public StoredResponse? Unstored { get; private set; }

    protected override ValueTask<bool> AcceptAsync(int count) => new(true);

    protected override async ValueTask<bool> AppendedAsync()
    {
        if (Body.Held is not [{ IsFull: true, Capacity: EntryFormat.FramePayload } frame, ..])
        {
            return true;
        }

        await PoolThread.EnterAsync();
        return Guarded(() => WriteFrame(frame));
    }

    protected override async ValueTask<StoredResponse?> PublishAsync(CancellationToken cancellationToken)
    {
        await PoolThread.EnterAsync();
        StoredResponse? response = null;
        Guarded(() =>
        {
            response = Publish();
            return response is not null;
        });
        return response;
    }

    protected override async ValueTask CleanUpAsync()
    {
        if (_temporary is not null)
        {
            await PoolThread.EnterAsync();
            _store.Files.Delete(_temporary);
        }

        if (!_spoolShared)
        {
            _spool?.Dispose();
        }

        _store.Index.Release(_reserved);
        _reserved = 0;
    }

    // A body known to be short gets an array of its own length, which the memory tier takes over as it is.
    private static Segment NextSegment(EntryDraft draft, long position) =>
        position == 0 && draft.ExpectedLength is > 0 and < EntryFormat.FramePayload and var expected
            ? Segment.Own((int)expected)
            : Segment.Rent(EntryFormat.FramePayload, EntryFormat.DigestSize);

    private bool Guarded(Func<bool> step)
    {
        try
        {
            return step();
        }
        catch (Exception cause) when (DiskFault.IsFault(cause))
        {
            _store.Health.Fail(cause);
            return false;
        }
    }

    private bool Reserve(long bytes)
    {
        if (!_store.Reserve(bytes))
        {
            return false;
        }

        _reserved += bytes;
        return true;
    }

    private bool WriteFrame(Segment frame)
    {
        var first = _frames == 0 ? DiskWeight.Of(EntryFormat.BodyOffset(_capacity)) : 0;
        if (!Reserve(first + EntryFormat.FrameSize))
        {
            return false;
        }

        BinaryPrimitives.WriteUInt32LittleEndian(
            frame.Buffer.AsSpan(EntryFormat.FramePayload), EntryFormat.FrameDigest(_id.Value, _frames, frame.Content));
        RandomAccess.Write(File, frame.Buffer.AsSpan(0, EntryFormat.FrameSize), FrameOffset(_frames));
        _frames++;
        Body.Spooled(_spool!);
        _spoolShared = true;
        return true;
    }

    private StoredResponse? Publish()
    {
        var response = new StoredResponse(
            _id, Draft.Key, Draft.Head, Draft.Selecting, Draft.Tags, Body.Length, Ticket.Mode == PurgeMode.Soft);
        var block = new HeadBlock(response, _capacity);
        Unstored = response;
        Whole = _frames > 0 ? null : Body.Held is [var only] ? only.Own() : [];
        var missing = DiskWeight.Of(block.FileLength) - _reserved;
        if (missing > 0 && !Reserve(missing))
        {
            return null;
        }

        WriteRest(block);
        var name = EntryName.Of(response);
        _store.Directory.Publish(_temporary!, name);
        _temporary = null;
        var reserved = _reserved;
        _reserved = 0;
        return _store.Add(response, name, block.FileLength, reserved, Ticket);
    }

    private void WriteRest(HeadBlock block)
    {
        var header = new byte[block.BodyOffset];
        block.ToBytes(_head).CopyTo(header, 0);
        var rest = Rest();
        if (_frames == 0)
        {
            RandomAccess.Write(File, [header, .. rest], 0);
            return;
        }

        RandomAccess.Write(File, rest, FrameOffset(_frames));
        RandomAccess.Write(File, header, 0);
    }

    private List<ReadOnlyMemory<byte>> Rest()
    {
        if (Body.Held is not [var last] || last.Count == 0)
        {
            return [];
        }

        var digest = new byte[EntryFormat.DigestSize];
        BinaryPrimitives.WriteUInt32LittleEndian(digest, EntryFormat.FrameDigest(_id.Value, _frames, last.Content));
        return [last.Buffer.AsMemory(0, last.Count), digest];
    }

    private SafeFileHandle File
    {
        get
        {
            if (_spool is null)
            {
                _temporary = _store.Directory.NextTemporary();
                var handle = DiskDirectory.Open(_temporary, FileMode.CreateNew, FileAccess.ReadWrite);
                _spool = new FileSpool(handle, EntryFormat.BodyOffset(_capacity));
            }

            return _spool.Handle;
        }
    }

    private long FrameOffset(long frame) => EntryFormat.BodyOffset(_capacity) + (frame * EntryFormat.FrameSize);
}
