using System.Globalization;
using Gateway.Fuzz.Areas;
using Gateway.Fuzz.Wire;

namespace Gateway.Fuzz;

/// <summary>
/// Tries what strangers could send, changed at random, on everything that reads it: the request line, Host, path mapping, Cache-Control
/// and tokens as functions, and whole requests over sockets. <c>[--seconds N] [--seed N] [--area NAME]</c>; the time is that of all areas
/// together. Ends with 1 when it has found something.
/// </summary>
internal static class Program
{
    /// <summary>The sockets get half of the time: there is most to go wrong, and each try takes a thousand times as long.</summary>
    private const double ShareOfWire = 0.5;

    private static async Task<int> Main(string[] args)
    {
        if (!TryRead(args, out var seconds, out var seed, out var area))
        {
            await Console.Error.WriteLineAsync("[--seconds N] [--seed N] [--area NAME]");
            return 2;
        }

        // The gateway in this process logs to the console; its lines are looked at where they are made.
        var output = Console.Out;
        Console.SetOut(TextWriter.Null);
        await output.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"seed {seed}, {seconds} s"));
        await using var gateway = await FuzzedGateway.StartAsync();
        IFuzzArea[] functions =
            [new TargetArea(), new HostArea(), new PathArea(), new CacheControlArea(), new TokenArea(gateway.Policy, gateway.ShortLived)];
        var chosen = functions.Where(one => area is null || one.Name == area).ToList();
        var runsWire = area is null or WireArea.AreaName;
        var share = area is null ? ShareOfWire : 1;
        var reports = new List<FuzzReport>();
        foreach (var one in chosen)
        {
            reports.Add(await new FuzzRun(one, seed).RunAsync(TimeSpan.FromSeconds(seconds * share / chosen.Count)));
        }

        if (runsWire)
        {
            reports.Add(await WireCrowd.RunAsync(gateway, seed, TimeSpan.FromSeconds(seconds * share)));
        }

        return Print(output, reports);
    }

    private static int Print(TextWriter output, List<FuzzReport> reports)
    {
        foreach (var report in reports)
        {
            output.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"{report.Area,-14} {report.Inputs,12:N0} inputs {report.Signatures,6} outcomes {report.Findings.Count,3} findings"));
            foreach (var (finding, input) in report.Findings)
            {
                output.WriteLine($"  {finding}");
                output.WriteLine($"    {Mutator.Shown(input)}");
            }
        }

        return reports.Exists(report => report.Findings.Count > 0) ? 1 : 0;
    }

    private static bool TryRead(string[] args, out double seconds, out int seed, out string? area)
    {
        (seconds, seed, area) = (60, 1, null);
        for (var i = 0; i < args.Length; i += 2)
        {
            var value = i + 1 < args.Length ? args[i + 1] : "";
            var isRead = args[i] switch
            {
                "--seconds" => double.TryParse(value, NumberStyles.Float, CultureInfo.InvariantCulture, out seconds),
                "--seed" => int.TryParse(value, NumberStyles.Integer, CultureInfo.InvariantCulture, out seed),
                "--area" => value.Length > 0,
                _ => false,
            };
            if (!isRead)
            {
                return false;
            }

            area = args[i] == "--area" ? value : area;
        }

        return true;
    }
}
