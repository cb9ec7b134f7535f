namespace Gateway.HttpCache.Storage.Growing;

/// <summary>What every store's writer has in common: the order of the calls, the limits, and the way into a relay.</summary>
internal abstract class EntryWriter(EntryDraft draft, GrowingBody body, PurgeTicket ticket, long maxLength) : IEntryWriter
{
    // More bytes than announced will not be committed: they need not be kept either.
    private readonly long _limit = Math.Min(maxLength, draft.ExpectedLength ?? long.MaxValue);
    private bool _ended;
    private bool _disposed;

    public bool Storable => !body.IsRelaying && ticket.Mode != PurgeMode.Hard;

    public PurgeMode? Purged => ticket.Mode;

    public PurgeTicket Ticket => ticket;

    protected EntryDraft Draft => draft;

    protected GrowingBody Body => body;

    public async ValueTask<bool> WriteAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        if (_ended)
        {
            throw new InvalidOperationException("The entry has been committed or aborted; no bytes can follow.");
        }

        while (!bytes.IsEmpty)
        {
            if (!body.IsRelaying && (body.Length + bytes.Length > _limit || !await AcceptAsync(bytes.Length)))
            {
                GiveUp();
            }

            if (body.IsRelaying && !await body.RoomAsync(cancellationToken))
            {
                return false;
            }

            bytes = bytes[body.Append(bytes.Span)..];
            if (!body.IsRelaying && !await AppendedAsync())
            {
                GiveUp();
            }
        }

        return true;
    }

    public async ValueTask<StoredResponse?> CommitAsync(CancellationToken cancellationToken)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        if (_ended)
        {
            return null;
        }

        if (draft.ExpectedLength is { } expected && expected != body.Length)
        {
            Abort(new IOException($"The body has {body.Length} bytes where {expected} were announced."));
            return null;
        }

        _ended = true;
        body.Complete();
        return Storable ? await PublishAsync(cancellationToken) : null;
    }

    public void Abort(Exception reason)
    {
        if (!_ended)
        {
            _ended = true;
            body.Fail(reason);
        }
    }

    public IGrowingBody? OpenReader() => body.Open();

    public async ValueTask DisposeAsync()
    {
        if (_disposed)
        {
            return;
        }

        _disposed = true;
        Abort(new IOException("The fetch was given up before the body was complete."));
        ticket.Dispose();
        await CleanUpAsync();
        body.CloseWriter();
    }

    /// <summary>Makes sure of the room for the next bytes; false when there is none.</summary>
    protected abstract ValueTask<bool> AcceptAsync(int count);

    /// <summary>Bytes have been appended to the body; false when the medium takes no more.</summary>
    protected abstract ValueTask<bool> AppendedAsync();

    /// <summary>The body is whole and of the right length: makes the entry findable.</summary>
    protected abstract ValueTask<StoredResponse?> PublishAsync(CancellationToken cancellationToken);

    /// <summary>Gives back what was reserved, and removes what was not published. Called once.</summary>
    protected abstract ValueTask CleanUpAsync();

    private void GiveUp() => body.Relay();
}
