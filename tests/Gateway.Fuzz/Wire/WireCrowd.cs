namespace Gateway.Fuzz.Wire;

/// <summary>Several runs over the sockets at once, each with a seed of its own: one alone mostly waits.</summary>
internal static class WireCrowd
{
    private const int Runs = 24;

    /// <summary>Runs, and asks at the end whether the gateway still serves.</summary>
    public static async Task<FuzzReport> RunAsync(FuzzedGateway gateway, int seed, TimeSpan duration)
    {
        var runs = Enumerable.Range(0, Runs).Select(i => new FuzzRun(new WireArea(gateway), seed + i).RunAsync(duration));
        var reports = await Task.WhenAll(runs);
        var findings = reports
            .SelectMany(report => report.Findings)
            .DistinctBy(finding => finding.Finding, StringComparer.Ordinal)
            .ToList();
        var last = await new WireArea(gateway).TryAsync("GET /files/alive HTTP/1.1\r\nHost: dev.example\r\n\r\n");
        if (!last.Signature.StartsWith("200 ", StringComparison.Ordinal))
        {
            findings.Add(($"does not serve any more: {last.Signature}", ""));
        }

        return new FuzzReport(
            WireArea.AreaName, reports.Sum(report => report.Inputs), reports.Max(report => report.Signatures), findings);
    }
}
