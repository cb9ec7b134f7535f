namespace Gateway.Fuzz.Wire;

/// <summary>Several runs over the sockets at once, each with a seed of its own: one alone mostly waits.</summary>
internal static class WireCrowd
{
    private const int Runs = 24;

    private const int LastTries = 100;

    /// <summary>Runs, and asks at the end whether the gateway still serves.</summary>
    public static async Task<FuzzReport> RunAsync(FuzzedGateway gateway, int seed, TimeSpan duration)
    {
        var runs = Enumerable.Range(0, Runs).Select(i => new FuzzRun(new WireArea(gateway), seed + i).RunAsync(duration));
        var reports = await Task.WhenAll(runs);
        var findings = reports
            .SelectMany(report => report.Findings)
            .DistinctBy(finding => finding.Finding, StringComparer.Ordinal)
            .ToList();
        if (await LastAsync(gateway) is { } silence)
        {
            findings.Add(($"does not serve any more: {silence}", ""));
        }

        return new FuzzReport(
            WireArea.AreaName, reports.Sum(report => report.Inputs), reports.Max(report => report.Signatures), findings);
    }

    /// <summary>What came instead of an answer, or null. On a busy machine a good answer may need more than one try's patience.</summary>
    private static async Task<string?> LastAsync(FuzzedGateway gateway)
    {
        var signature = "";
        for (var tries = 0; tries < LastTries; tries++)
        {
            signature = (await new WireArea(gateway).TryAsync("GET /files/alive HTTP/1.1\r\nHost: dev.example\r\n\r\n")).Signature;
            if (signature.StartsWith("200 ", StringComparison.Ordinal))
            {
                return null;
            }
        }

        return signature;
    }
}
