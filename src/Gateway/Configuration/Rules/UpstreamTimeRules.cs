namespace Gateway.Configuration.Rules;

/// <summary>Time limits that contradict each other, and those of which one makes another meaningless.</summary>
internal static class UpstreamTimeRules
{
    /// <summary>What cannot be meant; null when all can.</summary>
    /// <param name="path">Of the upstream.</param>
    /// <param name="times">Its limits.</param>
    public static ConfigurationFault? Check(string path, ResilienceOptions times) =>
        times.TotalTimeout is { } total && times.AttemptTimeout is { } attempt && total < attempt
            ? new ConfigurationFault(
                $"{path}:Resilience:TotalTimeout",
                $"'{total}' is less than AttemptTimeout '{attempt}', so no attempt could use its time; it must be at least that.")
            : null;

    /// <summary>What works, though one limit never comes to bear.</summary>
    /// <param name="path">Of the limits.</param>
    /// <param name="times">The limits.</param>
    /// <param name="activity">The cluster's <c>ActivityTimeout</c>, where it says one.</param>
    public static IEnumerable<ConfigurationFault> Warn(string path, ResilienceOptions times, TimeSpan? activity)
    {
        if (times.AttemptTimeout is { } attempt)
        {
            if (times.ConnectTimeout is { } connect && connect >= attempt)
            {
                yield return new ConfigurationFault(
                    $"{path}:ConnectTimeout",
                    $"'{connect}' never comes to bear: the attempt is over at AttemptTimeout '{attempt}'. Make it shorter.");
            }

            if (times.TotalTimeout is { } total && times.Attempts > 1 && total < attempt * 2)
            {
                yield return new ConfigurationFault(
                    $"{path}:TotalTimeout",
                    $"'{total}' leaves a second attempt less than AttemptTimeout '{attempt}' when the first has used its own; "
                    + "make it at least twice that, or set Attempts to 1.");
            }
        }

        foreach (var fault in NeverReached(path, times))
        {
            yield return fault;
        }

        if (times.IdleTimeout is { } idle && activity is not null)
        {
            yield return new ConfigurationFault(
                $"{path}:IdleTimeout",
                $"'{idle}' takes the place of the cluster's HttpRequest:ActivityTimeout '{activity}', which means the same. Keep one.");
        }
    }

    private static IEnumerable<ConfigurationFault> NeverReached(string path, ResilienceOptions times)
    {
        if (times is { ConnectTimeout: { } connect, AttemptTimeout: null, TotalTimeout: { } all } && connect >= all)
        {
            yield return new ConfigurationFault(
                $"{path}:ConnectTimeout",
                $"'{connect}' never comes to bear: all attempts are over at TotalTimeout '{all}'. Make it shorter.");
        }

        if (times is { Hedging: { Enabled: true, Delay: { } delay }, AttemptTimeout: { } attempt } && delay >= attempt)
        {
            yield return new ConfigurationFault(
                $"{path}:Hedging:Delay",
                $"'{delay}' never comes to bear: the first attempt is over at AttemptTimeout '{attempt}'. Make it shorter.");
        }

        if (times is { MaxConcurrentRequests: not null, TotalTimeout: { } total } && times.QueueTimeout >= total)
        {
            yield return new ConfigurationFault(
                $"{path}:QueueTimeout",
                $"'{times.QueueTimeout}' in the queue uses up TotalTimeout '{total}': who gets a turn has no time left. Make it shorter.");
        }
    }
}
