using System.Collections.Concurrent;
using Microsoft.Extensions.Logging.Console;
using Microsoft.Extensions.Options;

namespace Gateway.Telemetry.Lines;

/// <summary>The console with the platform's own settings (<c>Logging:Console</c>) and formatters, and another queue behind them.</summary>
[ProviderAlias("Console")]
internal sealed class LineProvider : ILoggerProvider, ISupportExternalScope
{
    private readonly Dictionary<string, ConsoleFormatter> _formatters;
    private readonly LineQueue _queue;
    private readonly ConcurrentDictionary<string, LineLogger> _loggers = new(StringComparer.Ordinal);
    private readonly IDisposable? _changes;
    private volatile Form _form;

    /// <summary>Makes the provider.</summary>
    /// <param name="options">The settings, followed when they change.</param>
    /// <param name="formatters">The forms that a line can have, chosen by name.</param>
    /// <param name="queue">Where lines go.</param>
    public LineProvider(IOptionsMonitor<ConsoleLoggerOptions> options, IEnumerable<ConsoleFormatter> formatters, LineQueue queue)
    {
        _formatters = formatters.ToDictionary(formatter => formatter.Name, StringComparer.OrdinalIgnoreCase);
        _queue = queue;
        _form = FormOf(options.CurrentValue);
        _changes = options.OnChange(changed => _form = FormOf(changed));
    }

    /// <summary>The form that a line has now.</summary>
    public ConsoleFormatter Formatter => _form.Formatter;

    /// <summary>The scopes that are open; null before the logger factory has given them.</summary>
    public IExternalScopeProvider? Scopes { get; private set; }

    /// <summary>Takes a line that has its form.</summary>
    public void Add(string line, LogLevel level)
    {
        var form = _form;
        _queue.Add(new Line(line, IsForErrors: level >= form.Errors), form.MayDrop);
    }

    /// <inheritdoc/>
    public ILogger CreateLogger(string categoryName) => _loggers.GetOrAdd(categoryName, name => new LineLogger(name, this));

    /// <inheritdoc/>
    public void SetScopeProvider(IExternalScopeProvider scopeProvider) => Scopes = scopeProvider;

    /// <inheritdoc/>
    public void Dispose() => _changes?.Dispose();

    // As the platform does it: a name that nothing has is no reason to write nothing.
    private Form FormOf(ConsoleLoggerOptions options) => new(
        _formatters.GetValueOrDefault(options.FormatterName ?? "") ?? _formatters[JsonLineFormatter.FormatterName],
        options.LogToStandardErrorThreshold,
        options.QueueFullMode == ConsoleLoggerQueueFullMode.DropWrite);

    private sealed record Form(ConsoleFormatter Formatter, LogLevel Errors, bool MayDrop);
}
