namespace Gateway.Tests.HttpCache.Storage;

/// <summary>Waits for a state that no event announces.</summary>
internal static class WaitUntil
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(20);

    public static async Task TrueAsync(Func<bool> state)
    {
        var started = TimeProvider.System.GetTimestamp();
        while (!state())
        {
            if (TimeProvider.System.GetElapsedTime(started) > Limit)
            {
                throw new TimeoutException($"The state was not reached within {Limit}.");
            }

            await Task.Delay(TimeSpan.FromMilliseconds(2), TimeProvider.System);
        }
    }
}
