namespace Gateway.HttpCache.Storage.OnDisk;

/// <summary>What an exception of the file system means for a store.</summary>
internal static class DiskFault
{
    // .NET hands the operating system's error number through as HResult where it has no exception type of its own.
    private const int UnixTryAgain = 11;
    private const int UnixNoSpace = 28;
    private const int UnixReadOnly = 30;
    private const int UnixQuota = 122;
    private const int WindowsSharing = unchecked((int)0x80070020);
    private const int WindowsDiskFull = unchecked((int)0x80070070);
    private const int WindowsWriteProtected = unchecked((int)0x80070013);

    public static bool IsFault(Exception exception) => exception is IOException or UnauthorizedAccessException;

    public static bool IsMissing(Exception exception) => exception is FileNotFoundException or DirectoryNotFoundException;

    public static bool IsSharing(IOException exception) => exception.HResult is UnixTryAgain or WindowsSharing;

    public static StoreFault Of(Exception exception) => exception switch
    {
        DirectoryInUseException => StoreFault.InUse,
        DirectoryNotFoundException or FileNotFoundException => StoreFault.Vanished,
        UnauthorizedAccessException => StoreFault.ReadOnly,
        { HResult: UnixNoSpace or UnixQuota or WindowsDiskFull } => StoreFault.Full,
        { HResult: UnixReadOnly or WindowsWriteProtected } => StoreFault.ReadOnly,
        _ => StoreFault.Failed,
    };
}
