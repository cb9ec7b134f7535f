namespace Gateway.Registries.Documents;

/// <summary>
/// The limits within which a document is read. They bound memory (one token, one level stack) and time (the whole length).
/// </summary>
/// <param name="MaxLength">The greatest length in bytes, content coding undone.</param>
/// <param name="MaxTokenLength">The greatest length in bytes of one string or number as it is written.</param>
/// <param name="MaxDepth">How many objects and arrays may be open at once.</param>
internal sealed record DocumentLimits(long MaxLength, int MaxTokenLength, int MaxDepth)
{
    /// <summary>
    /// For documents of an upstream. The largest packuments in the wild are 31 MB, so 512 MiB is sixteen times that and still ends a
    /// decompression bomb within seconds; a readme, the longest string there is, is cut at 64 KiB by npm and may be embedded some
    /// hundred times as long by other registries; a package.json nests a dozen levels.
    /// </summary>
    public static DocumentLimits Upstream { get; } = new(512L << 20, 16 << 20, 256);

    /// <summary>For bodies of clients that are audited: a tree of a hundred thousand packages is 10 MB; names are short.</summary>
    public static DocumentLimits Client { get; } = new(64L << 20, 64 << 10, 1024);
}
