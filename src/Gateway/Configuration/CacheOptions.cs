namespace Gateway.Configuration;

/// <summary>The stores of the HTTP cache.</summary>
internal sealed class CacheOptions
{
    /// <summary>The disk tier's directory, relative to the working directory.</summary>
    public string Directory { get; set; } = "var/cache";

    /// <summary>How much the disk tier may hold; 0B turns it off.</summary>
    public ByteSize DiskSize { get; set; } = ByteSize.FromGibibytes(10);

    /// <summary>How much the memory tier may hold.</summary>
    public ByteSize MemorySize { get; set; } = ByteSize.FromMebibytes(256);

    /// <summary>The largest body that is stored.</summary>
    public ByteSize MaxObjectSize { get; set; } = ByteSize.FromGibibytes(4);
}
