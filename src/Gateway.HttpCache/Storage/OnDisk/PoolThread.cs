using System.Runtime.CompilerServices;

namespace Gateway.HttpCache.Storage.OnDisk;

/// <summary>
/// Where file operations run. .NET has no asynchronous file I/O on Linux: its asynchronous methods block a pool thread for each call.
/// Here a flow moves to a pool thread once and then reads synchronously; on a pool thread already, it saves the detour. A socket's
/// thread, on which completions may run inline, is never blocked.
/// </summary>
internal static class PoolThread
{
    public static ConfiguredTaskAwaitable EnterAsync() => Task.CompletedTask.ConfigureAwait(
        Thread.CurrentThread.IsThreadPoolThread ? ConfigureAwaitOptions.None : ConfigureAwaitOptions.ForceYielding);
}
