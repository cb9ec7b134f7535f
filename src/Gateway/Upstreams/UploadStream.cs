namespace Gateway.Upstreams;

/// <summary>The body that a client sends, by which it is known whether the client or the upstream is waited for.</summary>
/// <param name="inner">The client's body; it stays open, since a next attempt may read it.</param>
/// <param name="limit">The limit on the upstream's time.</param>
internal sealed class UploadStream(Stream inner, HeadLimit limit) : ReadOnlyStream
{
    /// <inheritdoc/>
    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        var read = inner.ReadAsync(buffer, cancellationToken);
        if (!read.IsCompleted)
        {
            return Wait(read);
        }

        // Who asks for more has passed on what there was: the upstream takes it, however slowly.
        limit.Restart();
        return read;
    }

    private async ValueTask<int> Wait(ValueTask<int> read)
    {
        limit.Stop();
        try
        {
            return await read;
        }
        finally
        {
            limit.Restart();
        }
    }
}
