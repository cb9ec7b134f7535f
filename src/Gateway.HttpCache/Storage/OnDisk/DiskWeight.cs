namespace Gateway.HttpCache.Storage.OnDisk;

/// <summary>What files take on the medium: file systems give room by blocks, and a directory holds the names.</summary>
internal static class DiskWeight
{
    /// <summary>What the folders take, whatever they hold: part of what the operator granted.</summary>
    public const long OfFolders = EntryName.FolderCount * BlockSize;

    private const long BlockSize = 4096;
    private const long NameSize = 80;

    /// <summary>What a file of that length takes.</summary>
    public static long Of(long fileLength) => ((fileLength + BlockSize - 1) / BlockSize * BlockSize) + NameSize;

    /// <summary>Whether a file of that length could ever be held.</summary>
    public static bool Fits(long fileLength, long capacity) => Of(fileLength) <= capacity - OfFolders;
}
