using System.Diagnostics;

namespace Gateway.Fuzz;

/// <summary>What a run over an area came to.</summary>
/// <param name="Area">Its name.</param>
/// <param name="Inputs">How many inputs were tried.</param>
/// <param name="Signatures">How many ways they were taken.</param>
/// <param name="Findings">What must not be, each once, with the input that showed it.</param>
internal sealed record FuzzReport(string Area, long Inputs, int Signatures, IReadOnlyList<(string Finding, string Input)> Findings);

/// <summary>Tries changed inputs on an area until its time is over. What is taken in a new way is changed further.</summary>
/// <param name="area">The area.</param>
/// <param name="seed">The same seed gives the same inputs, as long as the outcomes are the same.</param>
internal sealed class FuzzRun(IFuzzArea area, int seed)
{
    /// <summary>A run that finds so much is over: the same fault is behind most of it.</summary>
    private const int MostFindings = 20;

    /// <summary>Kept inputs; every one is as likely to be changed as another, so more would only dilute.</summary>
    private const int MostKept = 4096;

    private readonly Dictionary<string, string> _findings = new(StringComparer.Ordinal);
    private readonly HashSet<string> _signatures = new(StringComparer.Ordinal);
    private readonly List<string> _kept = [.. area.Seeds];
    private long _inputs;

    /// <summary>Runs.</summary>
    public async Task<FuzzReport> RunAsync(TimeSpan duration)
    {
        var random = new Random(seed);
        var mutator = new Mutator(random, area.Pieces);
        foreach (var input in area.Seeds)
        {
            await TryAsync(input);
        }

        var watch = Stopwatch.StartNew();
        while (watch.Elapsed < duration && _findings.Count < MostFindings)
        {
            await TryAsync(mutator.Mutate(_kept[random.Next(_kept.Count)], _kept[random.Next(_kept.Count)]));
        }

        return new FuzzReport(area.Name, _inputs, _signatures.Count, [.. _findings.Select(entry => (entry.Key, entry.Value))]);
    }

    private async ValueTask TryAsync(string input)
    {
        _inputs++;
        var outcome = await OutcomeAsync(input);
        if (outcome.Finding is { } finding)
        {
            _findings.TryAdd(finding, input);
        }

        if (_signatures.Add(outcome.Signature) && _kept.Count < MostKept)
        {
            _kept.Add(input);
        }
    }

    private async ValueTask<FuzzOutcome> OutcomeAsync(string input)
    {
        try
        {
            return await area.TryAsync(input);
        }
        catch (Exception exception)
        {
            // Where it came from tells faults apart; the rest of the trace does not.
            var place = exception.StackTrace?.Split('\n')[0].Trim() ?? "";
            return new FuzzOutcome(exception.GetType().Name, $"{exception.GetType().Name}: {exception.Message} {place}");
        }
    }
}
