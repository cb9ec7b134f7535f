using FsCheck;

namespace Gateway.Tests.HttpCache.Storage;

/// <summary>Runs a property whose test awaits.</summary>
internal static class AsyncProperty
{
    /// <summary>Runs it that many times, or until it fails.</summary>
    public static Task CheckAsync(this Property property, int times) =>
        Task.Run(() => property.Check(Config.QuickThrowOnFailure.WithMaxTest(times)));
}
