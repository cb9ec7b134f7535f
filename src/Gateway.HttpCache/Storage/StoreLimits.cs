namespace Gateway.HttpCache.Storage;

/// <summary>Limits that hold for every store.</summary>
internal static class StoreLimits
{
    /// <summary>
    /// Variants that one key may have. All are looked at for a hit, and the fields that select them come from clients:
    /// a <c>Vary: User-Agent</c> must not fill a store with one page. Real negotiation (encodings, media types) has a handful.
    /// </summary>
    public const int MaxVariants = 64;

    /// <summary>
    /// What goes to a connection between two flushes, and what one step reads from a file: large enough that the cost of a
    /// system call does not show, small enough that ten thousand slow clients hold 640 MiB at the very most.
    /// </summary>
    public const int StepSize = 64 * 1024;
}
