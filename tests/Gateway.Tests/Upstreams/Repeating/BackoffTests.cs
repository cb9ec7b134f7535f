using Gateway.Upstreams.Repeating;
using Xunit;

namespace Gateway.Tests.Upstreams.Repeating;

public sealed class BackoffTests
{
    public static TheoryData<int, int?, double, int> Waits => new()
    {
        // which wait, Retry-After and chance, and how long then; the unit is 100 ms
        { 1, null, 0, 50 },
        { 1, null, 1, 100 },
        { 2, null, 0, 100 },
        { 3, null, 1, 400 },
        { 9, null, 1, 2000 },
        { 1, 700, 0, 700 },
        { 1, 10, 0, 50 },
    };

    [Theory]
    [MemberData(nameof(Waits))]
    public void Failure_OfEverybody_IsWaitedForLongerEachTime(int round, int? restFor, double chance, int expected) => Assert.Equal(
        TimeSpan.FromMilliseconds(expected),
        Backoff.Of(
            TimeSpan.FromMilliseconds(100), round, restFor is { } rest ? TimeSpan.FromMilliseconds(rest) : null, chance));
}
