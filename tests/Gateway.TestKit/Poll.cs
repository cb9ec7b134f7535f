using System.Diagnostics;
using System.Globalization;
using Xunit;

namespace Gateway.TestKit;

/// <summary>Waits for a state by looking again and again, instead of sleeping and hoping.</summary>
public static class Poll
{
    /// <summary>Long enough for a machine shared by several builds; a test that passes never waits it out.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(10);

    /// <summary>Returns when the condition holds; fails the test with <paramref name="what"/> when it never does.</summary>
    /// <param name="condition">Looked at every 10 ms.</param>
    /// <param name="timeout">How long to go on.</param>
    /// <param name="what">The awaited state in words: "the entry is stored".</param>
    public static Task UntilAsync(Func<bool> condition, TimeSpan timeout, string what) =>
        UntilAsync(() => Task.FromResult(condition()), timeout, what);

    /// <inheritdoc cref="UntilAsync(Func{bool}, TimeSpan, string)"/>
    public static Task UntilAsync(Func<bool> condition, string what) => UntilAsync(condition, Patience, what);

    /// <inheritdoc cref="UntilAsync(Func{bool}, TimeSpan, string)"/>
    public static async Task UntilAsync(Func<Task<bool>> condition, TimeSpan timeout, string what)
    {
        var watch = Stopwatch.StartNew();
        while (!await condition())
        {
            if (watch.Elapsed > timeout)
            {
                Assert.Fail(string.Create(CultureInfo.InvariantCulture, $"Waited {timeout.TotalSeconds:0.#} s in vain until {what}."));
            }

            await Task.Delay(Interval, TimeProvider.System, TestContext.Current.CancellationToken);
        }
    }
}
