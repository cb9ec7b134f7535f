using System.Globalization;
using Microsoft.Extensions.Logging.Abstractions;

namespace Gateway.Telemetry.Lines;

/// <summary>Lines of one category.</summary>
/// <param name="category">The category.</param>
/// <param name="lines">How they are written at this moment, and where they go.</param>
internal sealed class LineLogger(string category, LineProvider lines) : ILogger
{
    /// <summary>An access line with its values, so that its text is not moved while it grows.</summary>
    private const int UsualCharacters = 1024;

    /// <inheritdoc/>
    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => lines.Scopes?.Push(state);

    /// <inheritdoc/>
    public bool IsEnabled(LogLevel logLevel) => logLevel != LogLevel.None;

    /// <inheritdoc/>
    public void Log<TState>(
        LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        if (!IsEnabled(logLevel))
        {
            return;
        }

        using var text = new StringWriter(new(UsualCharacters), CultureInfo.InvariantCulture);
        var entry = new LogEntry<TState>(logLevel, category, eventId, state, exception, formatter);
        lines.Formatter.Write(entry, lines.Scopes, text);
        if (text.ToString() is { Length: > 0 } line)
        {
            lines.Add(line, logLevel);
        }
    }
}
