using Gateway.HttpCache.Storage.Growing;

namespace Gateway.HttpCache.Storage.InMemory;

/// <summary>
/// Collects a body in memory. An announced length is set aside and allocated in one piece, which becomes the entry's body as it is;
/// without one the body grows in segments, and is copied into one piece at the end.
/// </summary>
internal sealed class MemoryEntryWriter : EntryWriter
{
    private readonly MemoryTier _tier;
    private readonly Publication _publish;
    private long _reserved;

    private MemoryEntryWriter(EntryDraft draft, GrowingBody body, PurgeTicket ticket, long maxLength, MemoryTier tier, Publication publish)
        : base(draft, body, ticket, maxLength)
    {
        _tier = tier;
        _publish = publish;
    }

    /// <summary>Puts a whole body into the store and takes over what was reserved for it.</summary>
    internal delegate StoredResponse? Publication(PurgeTicket ticket, byte[] content, long reserved);

    /// <summary>Opens a writer, or gives null when there is no room or the body is known to be too long.</summary>
    public static MemoryEntryWriter? Create(
        EntryDraft draft, MemoryTier tier, PurgeLedger ledger, long maxLength, TimeProvider time, Publication publish)
    {
        var reserved = EntryCost.OfHead(draft.Key, draft.Head, draft.Selecting, draft.Tags) + EntryCost.OfBody(draft.ExpectedLength ?? 0);
        if (draft.ExpectedLength > maxLength || !tier.Reserve(reserved))
        {
            return null;
        }

        var body = new GrowingBody(position => Segment.Own(SegmentLength(draft, position)), time);
        return new MemoryEntryWriter(draft, body, ledger.Open(draft), maxLength, tier, publish) { _reserved = reserved };
    }

    protected override ValueTask<bool> AcceptAsync(int count)
    {
        if (Body.Room > 0 || Body.Length < Draft.ExpectedLength)
        {
            return new(true);
        }

        var needed = SegmentLength(Draft, Body.Length);
        if (!_tier.Reserve(needed))
        {
            return new(false);
        }

        _reserved += needed;
        return new(true);
    }

    protected override ValueTask<bool> AppendedAsync() => new(true);

    protected override ValueTask<StoredResponse?> PublishAsync(CancellationToken cancellationToken)
    {
        var reserved = _reserved;
        _reserved = 0;
        return new(_publish(Ticket, Whole(), reserved));
    }

    protected override ValueTask CleanUpAsync()
    {
        _tier.Release(_reserved);
        _reserved = 0;
        return ValueTask.CompletedTask;
    }

    private static int SegmentLength(EntryDraft draft, long position) => position == 0 && draft.ExpectedLength is > 0 and var expected
        ? (int)expected
        : (int)Math.Clamp(position, MinSegment, StoreLimits.StepSize);

    // A page: most answers of unknown length are small JSON; each next segment doubles what there is.
    private const int MinSegment = 4096;

    private byte[] Whole()
    {
        if (Body.Held is [{ IsFull: true } only] && only.Buffer.Length == only.Count)
        {
            return only.Buffer;
        }

        var whole = GC.AllocateUninitializedArray<byte>((int)Body.Length);
        var at = 0;
        foreach (var segment in Body.Held)
        {
            segment.Content.CopyTo(whole.AsSpan(at));
            at += segment.Count;
        }

        Body.Consolidate(whole);
        return whole;
    }
}
