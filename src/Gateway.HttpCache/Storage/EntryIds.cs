using System.Security.Cryptography;

namespace Gateway.HttpCache.Storage;

/// <summary>
/// Gives out identities. The first is random, so that a store which keeps identities across restarts never meets one of an earlier run
/// again, and no counter has to be kept on a medium; the chance that two runs overlap is that of a 64-bit collision.
/// </summary>
/// <param name="first">The first identity.</param>
internal sealed class EntryIds(ulong first)
{
    private ulong _next = first;

    public EntryIds()
        : this(BitConverter.ToUInt64(RandomNumberGenerator.GetBytes(sizeof(ulong))))
    {
    }

    public EntryId Next() => new(Interlocked.Increment(ref _next));
}
