namespace Gateway.HttpCache.Storage.Growing;

/// <summary>
/// A body while it arrives: one writer, any number of readers, each at its own place. The front may lie in a spool, the rest lies in
/// memory. When it will not be stored after all, it turns into a relay: memory becomes a window of bounded size that moves on when all
/// readers have passed, and the writer waits for them.
/// </summary>
/// <param name="segments">Makes the segment for a position in the body.</param>
/// <param name="time">Measures how long a reader takes nothing.</param>
internal sealed class GrowingBody(Func<long, Segment> segments, TimeProvider time)
{
    /// <summary>What a relay holds. Enough for the difference in pace between clients of one network.</summary>
    public const int RelayWindow = 1024 * 1024;

    /// <summary>
    /// How long one reader may hold up the others of a relay. Kestrel itself gives up clients below 240 bytes/s after 5 s;
    /// this catches those that are merely much slower than a crowd that waits for them.
    /// </summary>
    public static readonly TimeSpan StallLimit = TimeSpan.FromSeconds(10);

    private readonly Lock _gate = new();
    private readonly SegmentWindow _held = new();
    private readonly List<GrowingReader> _readers = [];
    private long _spooledTo;
    private bool _relaying;
    private bool _complete;
    private bool _writerGone;
    private Exception? _failure;
    private ISpool? _spool;
    private TaskCompletionSource? _arrived;
    private TaskCompletionSource? _passed;

    /// <summary>How many bytes have arrived.</summary>
    public long Length => _held.End;

    /// <summary>True once the body will not be stored.</summary>
    public bool IsRelaying => Volatile.Read(ref _relaying);

    /// <summary>The part in memory: all of it, or what has not been spooled yet. Only for the writer, and not in a relay.</summary>
    public IReadOnlyList<Segment> Held => _held.Segments;

    /// <summary>Adds bytes to the last segment, or to a new one.</summary>
    /// <returns>How many were added: as many as one segment takes.</returns>
    public int Append(ReadOnlySpan<byte> bytes)
    {
        lock (_gate)
        {
            if (_held.Room == 0)
            {
                _held.Add(_relaying ? Segment.Rent(StoreLimits.StepSize) : segments(_held.End));
            }

            var taken = _held.Append(bytes);
            Signal(ref _arrived);
            return taken;
        }
    }

    /// <summary>How many bytes the last segment still takes.</summary>
    public int Room => _held.Room;

    /// <summary>The first segment has been written to the spool, from which readers take it now.</summary>
    public void Spooled(ISpool spool)
    {
        lock (_gate)
        {
            _spool = spool;
            _held.DropFirst();
            _spooledTo = _held.Start;
        }
    }

    /// <summary>Puts one array in the place of all segments, so that the body is not held twice.</summary>
    public void Consolidate(byte[] whole)
    {
        lock (_gate)
        {
            _held.ReplaceBy(Segment.Over(whole));
        }
    }

    /// <summary>The body will not be stored: from now on it only passes through.</summary>
    public void Relay()
    {
        lock (_gate)
        {
            _relaying = true;
            Advance();
        }
    }

    /// <summary>Waits until a relay has room; false when nobody reads it.</summary>
    public async ValueTask<bool> RoomAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            Task passed;
            lock (_gate)
            {
                Advance();
                if (_readers.Count == 0)
                {
                    return false;
                }

                if (_held.End - _held.Start < RelayWindow)
                {
                    return true;
                }

                passed = Await(ref _passed);
            }

            try
            {
                await passed.WaitAsync(StallLimit, time, cancellationToken);
            }
            catch (TimeoutException)
            {
                DropStalled();
            }
        }
    }

    /// <summary>All bytes have arrived.</summary>
    public void Complete()
    {
        lock (_gate)
        {
            _complete = true;
            Signal(ref _arrived);
        }
    }

    /// <summary>No more bytes will come. Readers get what has arrived and then the reason.</summary>
    public void Fail(Exception reason)
    {
        lock (_gate)
        {
            if (!_complete)
            {
                _failure ??= reason;
                Signal(ref _arrived);
            }
        }
    }

    /// <summary>A reader from the first byte, or null when that is gone or the body has failed.</summary>
    public GrowingReader? Open()
    {
        lock (_gate)
        {
            if (_failure is not null || _writerGone || _held.Start > _spooledTo)
            {
                return null;
            }

            var reader = new GrowingReader(this);
            _readers.Add(reader);
            return reader;
        }
    }

    /// <summary>The writer needs the body no more; the last reader releases what is left.</summary>
    public void CloseWriter()
    {
        lock (_gate)
        {
            _writerGone = true;
            ReleaseWhenLeft();
        }
    }

    public void Close(GrowingReader reader)
    {
        lock (_gate)
        {
            if (_readers.Remove(reader))
            {
                AdvanceRelay();
                ReleaseWhenLeft();
            }
        }
    }

    /// <summary>A reader has taken bytes from the spool.</summary>
    public void Moved()
    {
        if (IsRelaying)
        {
            lock (_gate)
            {
                AdvanceRelay();
            }
        }
    }

    /// <summary>What a reader can do at its position: take bytes (done here), read them from the spool, wait, or end.</summary>
    public GrowingStep Next(GrowingReader reader, Span<byte> buffer)
    {
        lock (_gate)
        {
            var position = reader.Position;
            if (reader.Dropped)
            {
                throw new IOException($"The reader took nothing for {StallLimit} while others waited, and was dropped.");
            }

            if (position < _held.Start)
            {
                return GrowingStep.Spooled(_spool!, (int)Math.Min(buffer.Length, _spooledTo - position));
            }

            if (position < _held.End)
            {
                reader.Position += _held.Copy(position, buffer);
                AdvanceRelay();
                return GrowingStep.Copied((int)(reader.Position - position));
            }

            if (_failure is not null)
            {
                throw new IOException("The fetch failed before the body was complete: " + _failure.Message, _failure);
            }

            return _complete ? GrowingStep.Copied(0) : GrowingStep.Wait(Await(ref _arrived));
        }
    }

    private void AdvanceRelay()
    {
        if (_relaying)
        {
            Advance();
            Signal(ref _passed);
        }
    }

    // In a relay, a segment that every reader has passed is gone for good; with it goes the spool, whose end they have passed too.
    private void Advance()
    {
        var slowest = _readers.Count == 0 ? _held.End : _readers.Min(reader => reader.Position);
        while (_held.First is { } first && _held.Start + first.Count <= slowest && (first.IsFull || _readers.Count == 0))
        {
            _held.DropFirst();
        }
    }

    private void DropStalled()
    {
        lock (_gate)
        {
            // The signal that timed out comes with every move of any reader: whoever still is in the first segment stands still.
            var passed = _held.Start + (_held.First?.Count ?? 0);
            foreach (var reader in _readers.FindAll(reader => reader.Position < passed))
            {
                reader.Dropped = true;
                _readers.Remove(reader);
            }

            Advance();
        }
    }

    private void ReleaseWhenLeft()
    {
        if (!_writerGone || _readers.Count > 0)
        {
            return;
        }

        _held.Release();
        _spool?.Dispose();
        _spool = null;
    }

    private static Task Await(ref TaskCompletionSource? signal) =>
        (signal ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).Task;

    private static void Signal(ref TaskCompletionSource? signal)
    {
        signal?.SetResult();
        signal = null;
    }
}
