using Xunit;

namespace Gateway.TestKit;

/// <summary>
/// A point that code under test passes only when the test says so; the test in turn can wait until somebody stands before it.
/// Stays open once opened.
/// </summary>
public sealed class Gate
{
    private readonly TaskCompletionSource _opened = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _arrivals;

    /// <summary>How many have come to the gate, whether they passed or not.</summary>
    public int Arrivals => Volatile.Read(ref _arrivals);

    public void Open() => _opened.TrySetResult();

    /// <summary>Waits until the gate is open.</summary>
    public Task PassAsync(CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref _arrivals);
        return _opened.Task.WaitAsync(cancellationToken);
    }

    /// <summary>Returns when so many have come to the gate.</summary>
    public Task ArrivedAsync(int count = 1) => Poll.UntilAsync(() => Arrivals >= count, $"{count} came to the gate");

    /// <summary>Fails the test when so many are not at the gate now.</summary>
    public void MustHaveArrivals(int count) => Assert.Equal(count, Arrivals);
}
