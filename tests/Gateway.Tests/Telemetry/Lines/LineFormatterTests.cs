using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Gateway.Telemetry.Lines;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Logging.Console;
using Xunit;

namespace Gateway.Tests.Telemetry.Lines;

public sealed class LineFormatterTests : IDisposable
{
    private readonly Activity _span = new Activity("request").SetIdFormat(ActivityIdFormat.W3C).Start();
    private readonly StringWriter _output = new(CultureInfo.InvariantCulture);

    public void Dispose()
    {
        _span.Dispose();
        _output.Dispose();
    }

    [Fact]
    public void LineWithValues_WrittenAsJson_HasThemAndTheTrace()
    {
        Write(
            new JsonLineFormatter(TimeProvider.System),
            [new("Package", "a\"<b>"), new("Bytes", 12L), new("Took", 1.5), new("None", null)]);

        using var document = JsonDocument.Parse(_output.ToString());
        var line = document.RootElement;
        Assert.Equal(("Warning", "Gateway.Test", "a sentence\nof two lines"),
            (line.GetProperty("level").GetString(), line.GetProperty("category").GetString(), line.GetProperty("message").GetString()));
        Assert.Equal(_span.TraceId.ToHexString(), line.GetProperty("trace").GetString());
        var values = line.GetProperty("values");
        Assert.Equal(("a\"<b>", 12, 1.5), (values.GetProperty("Package").GetString(), values.GetProperty("Bytes").GetInt64(),
            values.GetProperty("Took").GetDouble()));
        Assert.Equal(JsonValueKind.Null, values.GetProperty("None").ValueKind);
        Assert.Single(_output.ToString().TrimEnd().Split('\n'));
    }

    [Fact]
    public void TimesAndLists_WrittenAsJson_AreReadByAProgramToo()
    {
        var expires = new DateTimeOffset(2026, 11, 21, 15, 7, 24, TimeSpan.Zero);

        Write(new JsonLineFormatter(TimeProvider.System), [new("Expires", expires), new("Names", new List<string> { "a", "b" })]);

        using var document = JsonDocument.Parse(_output.ToString());
        var values = document.RootElement.GetProperty("values");
        Assert.Equal(
            ("2026-11-21T15:07:24+00:00", "a, b"), (values.GetProperty("Expires").GetString(), values.GetProperty("Names").GetString()));
    }

    [Fact]
    public void SentenceWithLineBreaks_WrittenAsText_IsOneLineWithTheTrace()
    {
        Write(new TextLineFormatter(TimeProvider.System), [new("Package", "x")]);

        var line = Assert.Single(_output.ToString().TrimEnd().Split('\n'));
        Assert.EndsWith($"Gateway.Test: a sentence\\u000aof two lines trace={_span.TraceId}", line, StringComparison.Ordinal);
        Assert.Contains(" WARN ", line, StringComparison.Ordinal);
    }

    [Fact]
    public void LineThatNamesItsTrace_WrittenAsText_HasItOnce()
    {
        Write(new TextLineFormatter(TimeProvider.System), [new(LineText.TraceId, "abc")]);

        Assert.DoesNotContain("trace=", _output.ToString(), StringComparison.Ordinal);
    }

    private void Write(ConsoleFormatter formatter, IReadOnlyList<KeyValuePair<string, object?>> values)
    {
        IReadOnlyList<KeyValuePair<string, object?>> state = [.. values, new("{OriginalFormat}", "a sentence\nof two lines")];
        var entry = new LogEntry<IReadOnlyList<KeyValuePair<string, object?>>>(
            LogLevel.Warning, "Gateway.Test", new EventId(7), state, exception: null, (_, _) => "a sentence\nof two lines");
        formatter.Write(entry, scopeProvider: null, _output);
    }
}
