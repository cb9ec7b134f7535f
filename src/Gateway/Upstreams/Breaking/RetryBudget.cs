namespace Gateway.Upstreams.Breaking;

/// <summary>
/// How many attempts beyond the first the requests of one upstream may cost: each request brings a share of an attempt, each repetition
/// takes a whole one. So an upstream that fails everything gets little more than what its clients ask, and an outage is not made worse
/// by those who fight it. Polly has no such budget: its retries know of one request only.
/// </summary>
internal sealed class RetryBudget
{
    /// <summary>One attempt.</summary>
    public const int Attempt = 1000;

    /// <summary>What there is at the start: an upstream that is asked once a minute may still lose a destination unnoticed.</summary>
    private const int Beginning = 10 * Attempt;

    /// <summary>The most that is saved up: the requests that are under way on a destination of a busy upstream when it dies.</summary>
    private const int Most = 200 * Attempt;

    private int _credit = Beginning;

    /// <summary>A request came.</summary>
    /// <param name="share">What it brings, in thousandths of an attempt.</param>
    public void Deposit(int share)
    {
        if (Volatile.Read(ref _credit) < Most)
        {
            Interlocked.Add(ref _credit, share);
        }
    }

    /// <summary>Takes one attempt.</summary>
    /// <returns>False when there is none left.</returns>
    public bool TryTake()
    {
        for (var credit = Volatile.Read(ref _credit); credit >= Attempt;)
        {
            var seen = Interlocked.CompareExchange(ref _credit, credit - Attempt, credit);
            if (seen == credit)
            {
                return true;
            }

            credit = seen;
        }

        return false;
    }
}
