using System.Globalization;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Logging.Console;

namespace Gateway.Telemetry.Lines;

/// <summary>A line for a person: time, level, category, sentence, trace. One line each, whatever a client put into a name.</summary>
internal sealed class TextLineFormatter(TimeProvider time) : ConsoleFormatter(FormatterName)
{
    /// <summary>The name in <c>Logging:Console:FormatterName</c>.</summary>
    public const string FormatterName = "gateway-text";

    /// <inheritdoc/>
    public override void Write<TState>(in LogEntry<TState> logEntry, IExternalScopeProvider? scopeProvider, TextWriter textWriter)
    {
        textWriter.Write(time.GetLocalNow().ToString("HH:mm:ss.fff", CultureInfo.InvariantCulture));
        textWriter.Write(WordOf(logEntry.LogLevel));
        textWriter.Write(logEntry.Category);
        textWriter.Write(": ");
        textWriter.Write(LineText.OneLine(logEntry.Formatter(logEntry.State, logEntry.Exception)));
        if (LineText.CurrentTrace is { } trace && !LineText.NamesTrace(logEntry.State))
        {
            textWriter.Write(" trace=");
            textWriter.Write(trace);
        }

        textWriter.WriteLine();
        if (logEntry.Exception is { } exception)
        {
            textWriter.WriteLine(exception);
        }
    }

    private static string WordOf(LogLevel level) => level switch
    {
        LogLevel.Trace => " trace ",
        LogLevel.Debug => " debug ",
        LogLevel.Information => " info  ",
        LogLevel.Warning => " WARN  ",
        LogLevel.Error => " ERROR ",
        _ => " FATAL ",
    };
}
