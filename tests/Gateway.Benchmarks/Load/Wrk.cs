using System.Diagnostics;
using System.Globalization;
using Gateway.Benchmarks.Processes;

namespace Gateway.Benchmarks.Load;

/// <summary>The load generator wrk, on the core that the server under test does not use.</summary>
internal static class Wrk
{
    /// <summary>Drives a URL for some seconds.</summary>
    /// <param name="url">What is asked for.</param>
    /// <param name="seconds">How long.</param>
    /// <param name="connections">How many connections are kept busy.</param>
    /// <param name="fields">Request fields, each as <c>name: value</c>.</param>
    /// <param name="cancellationToken">Ends the run early; wrk is stopped.</param>
    /// <exception cref="FormatException">wrk printed no figures.</exception>
    public static async Task<LoadSample> RunAsync(
        Uri url, int seconds, int connections, IEnumerable<string> fields, CancellationToken cancellationToken)
    {
        List<string> arguments =
        [
            "-t1",
            string.Create(CultureInfo.InvariantCulture, $"-c{connections}"),
            string.Create(CultureInfo.InvariantCulture, $"-d{seconds}s"),
            "--latency",
            .. fields.SelectMany(field => new[] { "-H", field }),
            url.AbsoluteUri,
        ];
        using var process = Process.Start(Pinning.Start(Pinning.LoadCore, "wrk", arguments))!;
        try
        {
            var output = await process.StandardOutput.ReadToEndAsync(cancellationToken);
            await process.WaitForExitAsync(cancellationToken);
            return WrkOutput.Parse(output);
        }
        finally
        {
            if (!process.HasExited)
            {
                process.Kill();
            }
        }
    }
}
