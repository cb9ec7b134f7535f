using System.Collections;
using System.Globalization;
using System.Text;
using Gateway.Telemetry.Lines;
using Gateway.Telemetry.Recent;

namespace Gateway.Telemetry;

/// <summary>
/// The access line as a sentence and as named values, of which only those are there that are known: a hit has asked no upstream, an
/// unknown Host has no environment. A generated message has all of its values always, with "(null)" for what is not.
/// </summary>
internal sealed class AccessLine : IReadOnlyList<KeyValuePair<string, object?>>
{
    /// <summary>Method, target and status stand before the words; the other values follow theirs.</summary>
    private static readonly Dictionary<string, string> Words = new(StringComparer.Ordinal)
    {
        ["CacheStatus"] = "X-Cache-Status: ",
        ["Environment"] = "environment=",
        ["Repository"] = "repository=",
        ["Package"] = "package=",
        ["Version"] = "version=",
        ["Identity"] = "identity=",
        ["Upstream"] = "upstream=",
        ["Bytes"] = "bytes=",
        ["Duration"] = "duration=",
        ["UpstreamDuration"] = "upstream_duration=",
        ["Error"] = "error=",
        ["Reason"] = "reason=",
        [LineText.TraceId] = "trace=",
    };

    private readonly List<KeyValuePair<string, object?>> _values = new(Words.Count + 3);

    /// <summary>Takes what is known of a request.</summary>
    public AccessLine(in RequestLine line)
    {
        var record = line.Record;
        Add("Method", line.Method);
        Add("Target", line.Target);
        Add("Status", line.Status);
        Add("CacheStatus", record.CacheStatus);
        Add("Environment", record.Environment);
        Add("Repository", record.Repository);
        Add("Package", record.PackageName);
        Add("Version", record.PackageVersion);
        Add("Identity", record.Identity);
        Add("Upstream", record.Upstream);
        Add("Bytes", line.Bytes);
        Add("Duration", line.Duration.TotalMilliseconds);
        Add("UpstreamDuration", record.UpstreamDuration?.TotalMilliseconds);
        Add("Error", record.Error);
        Add("Reason", record.CacheReason);
        Add(LineText.TraceId, line.TraceId);
    }

    /// <inheritdoc/>
    public int Count => _values.Count;

    /// <inheritdoc/>
    public KeyValuePair<string, object?> this[int index] => _values[index];

    /// <inheritdoc/>
    public IEnumerator<KeyValuePair<string, object?>> GetEnumerator() => _values.GetEnumerator();

    /// <inheritdoc/>
    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <summary>The sentence. Durations are in milliseconds.</summary>
    public override string ToString()
    {
        var text = new StringBuilder(256);
        foreach (var (name, value) in _values)
        {
            if (text.Length > 0)
            {
                text.Append(' ');
            }

            text.Append(Words.GetValueOrDefault(name));
            _ = value is double milliseconds
                ? text.Append(CultureInfo.InvariantCulture, $"{milliseconds:F1}ms")
                : text.Append(CultureInfo.InvariantCulture, $"{value}");
        }

        return text.ToString();
    }

    private void Add(string name, object? value)
    {
        if (value is not null)
        {
            _values.Add(new(name, value));
        }
    }
}
