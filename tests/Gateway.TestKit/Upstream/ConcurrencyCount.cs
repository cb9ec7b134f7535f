namespace Gateway.TestKit.Upstream;

/// <summary>How many are inside now, and the most there ever were.</summary>
internal sealed class ConcurrencyCount
{
    private readonly Lock _lock = new();

    public int Current { get; private set; }

    public int Most { get; private set; }

    public void Enter()
    {
        lock (_lock)
        {
            Current++;
            Most = Math.Max(Most, Current);
        }
    }

    public void Leave()
    {
        lock (_lock)
        {
            Current--;
        }
    }
}
