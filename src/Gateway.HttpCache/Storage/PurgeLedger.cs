namespace Gateway.HttpCache.Storage;

/// <summary>
/// Remembers purges for entries that do not exist yet. An entry whose writer is open is marked directly; one whose request is under
/// way, but whose head has not arrived, is compared with the latest purges when its writer opens.
/// </summary>
internal sealed class PurgeLedger
{
    // A request upstream takes seconds and purges are acts of people and of deployments. When a mark is older than the
    // oldest purge kept, the entry counts as purged: not storing is always right.
    private const int MaxKept = 4096;

    private readonly Lock _gate = new();
    private readonly Queue<(PurgeScope Scope, PurgeMode Mode)> _kept = new();
    private readonly HashSet<PurgeTicket> _open = [];
    private long _sequence;

    public PurgeMark Mark => new(Interlocked.Read(ref _sequence));

    /// <summary>Opens a ticket for a writer; it is marked by every purge that covers the draft, from the draft's mark on.</summary>
    public PurgeTicket Open(EntryDraft draft)
    {
        lock (_gate)
        {
            var ticket = new PurgeTicket(this, draft);
            if (draft.Since is { } since && StrongestSince(since, draft.Key, draft.Tags) is { } mode)
            {
                ticket.Strengthen(mode);
            }

            _open.Add(ticket);
            return ticket;
        }
    }

    /// <summary>Records a purge and marks the open writers that it covers; returns how many it marked.</summary>
    public long Record(PurgeScope scope, PurgeMode mode)
    {
        lock (_gate)
        {
            _kept.Enqueue((scope, mode));
            if (_kept.Count > MaxKept)
            {
                _kept.Dequeue();
            }

            Interlocked.Increment(ref _sequence);
            var marked = 0L;
            foreach (var ticket in _open)
            {
                if (scope.Covers(ticket.Draft.Key, ticket.Draft.Tags))
                {
                    ticket.Strengthen(mode);
                    marked++;
                }
            }

            return marked;
        }
    }

    /// <summary>Whether a purge since the mark covers an entry.</summary>
    public PurgeMode? Since(PurgeMark mark, StoredResponse response)
    {
        lock (_gate)
        {
            return StrongestSince(mark, response.Key, response.Tags);
        }
    }

    public void Close(PurgeTicket ticket)
    {
        lock (_gate)
        {
            _open.Remove(ticket);
        }
    }

    private PurgeMode? StrongestSince(PurgeMark mark, CacheKey key, System.Collections.Immutable.ImmutableArray<string> tags)
    {
        var count = _sequence - mark.Sequence;
        if (count <= 0)
        {
            return null;
        }

        if (count > _kept.Count)
        {
            return PurgeMode.Hard;
        }

        PurgeMode? strongest = null;
        foreach (var (scope, mode) in _kept.Skip(_kept.Count - (int)count))
        {
            if (scope.Covers(key, tags) && (strongest is null || mode == PurgeMode.Hard))
            {
                strongest = mode;
            }
        }

        return strongest;
    }
}

/// <summary>What purges have come over an entry whose writer is open.</summary>
internal sealed class PurgeTicket(PurgeLedger ledger, EntryDraft draft) : IDisposable
{
    // One int, read without the ledger's lock: 0 none, 1 soft, 2 hard.
    private int _strength;

    public EntryDraft Draft { get; } = draft;

    public PurgeMode? Mode => Volatile.Read(ref _strength) switch
    {
        0 => null,
        1 => PurgeMode.Soft,
        _ => PurgeMode.Hard,
    };

    public void Strengthen(PurgeMode mode) =>
        Volatile.Write(ref _strength, Math.Max(_strength, mode == PurgeMode.Hard ? 2 : 1));

    public void Dispose() => ledger.Close(this);
}
