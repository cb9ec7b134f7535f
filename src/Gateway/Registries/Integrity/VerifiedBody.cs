using System.Buffers;
using Gateway.Registries.Documents;

namespace Gateway.Registries.Integrity;

/// <summary>
/// Hands an artifact on while it is hashed, always some bytes behind: its end is handed on only when the whole is there, and known to be
/// the one that is expected. What is short is held back whole, so that a wrong one, or half of one, leaves no trace.
/// </summary>
internal sealed class VerifiedBody : IBodyPump
{
    /// <summary>
    /// How much is held back, for each artifact under way. Most packages are shorter, and a wrong one of them can be fetched from
    /// elsewhere before anybody has seen it; of a longer one the client misses at least the last byte.
    /// </summary>
    private const int MostHeldBack = 256 << 10;

    private readonly Stream _destination;
    private readonly TarballIntegrity? _integrity;
    private readonly CancellationToken _cancellation;
    private readonly int _capacity;
    private readonly byte[] _held;
    private int _count;

    /// <summary>Begins.</summary>
    /// <param name="destination">Where the artifact goes.</param>
    /// <param name="expected">What it must hash to; null when nobody can tell.</param>
    /// <param name="length">How long it is, where that is known.</param>
    /// <param name="cancellation">Gives up.</param>
    public VerifiedBody(Stream destination, SubresourceIntegrity? expected, long? length, CancellationToken cancellation)
    {
        (_destination, _cancellation) = (destination, cancellation);
        _integrity = expected is null ? null : new TarballIntegrity(expected);
        _capacity = (int)Math.Clamp(length ?? MostHeldBack, 1, MostHeldBack);
        _held = ArrayPool<byte>.Shared.Rent(_capacity);
    }

    /// <inheritdoc/>
    public async ValueTask WriteAsync(ReadOnlyMemory<byte> bytes)
    {
        _integrity?.Append(bytes.Span);
        if (bytes.Length > _capacity - _count)
        {
            await HandOnAsync();
            var surplus = Math.Max(0, bytes.Length - _capacity);
            await _destination.WriteAsync(bytes[..surplus], _cancellation);
            bytes = bytes[surplus..];
        }

        bytes.CopyTo(_held.AsMemory(_count));
        _count += bytes.Length;
    }

    /// <inheritdoc/>
    /// <exception cref="IntegrityException">It is another artifact.</exception>
    public async Task EndAsync(Exception? fault)
    {
        if (fault is not null)
        {
            return;
        }

        _integrity?.Verify();
        await HandOnAsync();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        ArrayPool<byte>.Shared.Return(_held);
        _integrity?.Dispose();
    }

    private async ValueTask HandOnAsync()
    {
        await _destination.WriteAsync(_held.AsMemory(0, _count), _cancellation);
        _count = 0;
    }
}
