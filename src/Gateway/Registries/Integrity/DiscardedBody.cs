using Gateway.Registries.Documents;

namespace Gateway.Registries.Integrity;

/// <summary>A body that nobody is to get.</summary>
internal sealed class DiscardedBody : IBodyPump
{
    /// <inheritdoc/>
    public ValueTask WriteAsync(ReadOnlyMemory<byte> bytes) => default;

    /// <inheritdoc/>
    public Task EndAsync(Exception? fault) => Task.CompletedTask;

    /// <inheritdoc/>
    public void Dispose()
    {
    }
}
