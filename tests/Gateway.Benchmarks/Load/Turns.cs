namespace Gateway.Benchmarks.Load;

/// <summary>Lets contenders take turns (A, B, A, B, …), so that whatever slows the machine for a while slows all of them.</summary>
internal static class Turns
{
    /// <summary>Warms every contender up, then measures.</summary>
    /// <exception cref="BenchmarkException">A request failed in a measured round.</exception>
    public static async Task<IReadOnlyList<Measured>> MeasureAsync(
        IReadOnlyList<Contender> contenders, LoadPlan plan, Action<string> say, CancellationToken cancellationToken)
    {
        foreach (var contender in contenders.Where(_ => plan.WarmUpSeconds > 0))
        {
            say($"{contender.Name}: warm-up");
            await Wrk.RunAsync(contender.Url, plan.WarmUpSeconds, plan.Connections, contender.Fields, cancellationToken);
        }

        var samples = contenders.ToDictionary(contender => contender, _ => new List<LoadSample>());
        for (var round = 1; round <= plan.Rounds; round++)
        {
            foreach (var contender in contenders)
            {
                var sample = await RoundAsync(contender, plan, cancellationToken);
                say($"{contender.Name}: round {round} of {plan.Rounds}: {sample.RequestsPerSecond:F0} requests/s");
                samples[contender].Add(sample.IsClean ? sample : throw new BenchmarkException(
                    $"{contender.Name} failed {sample.FailedAnswers} requests and broke {sample.SocketErrors} connections under load; "
                        + $"such a round measures nothing. {contender.Server.LastWords}"));
            }
        }

        return [.. contenders.Select(contender => new Measured(contender.Name, samples[contender], contender.Server.Memory()))];
    }

    private static async Task<LoadSample> RoundAsync(Contender contender, LoadPlan plan, CancellationToken cancellationToken)
    {
        using var round = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var beside = contender.Beside?.Invoke(round.Token) ?? Task.CompletedTask;
        var before = contender.Server.ProcessorTime();
        var sample = await Wrk.RunAsync(contender.Url, plan.Seconds, plan.Connections, contender.Fields, cancellationToken);
        var used = contender.Server.ProcessorTime() - before;
        await round.CancelAsync();
        await beside;
        return sample with { ProcessorTime = used / Math.Max(1, sample.Requests) };
    }
}
