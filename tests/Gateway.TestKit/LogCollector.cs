using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace Gateway.TestKit;

/// <summary>Keeps every log entry for the test to look at. Filters of the logger factory still apply before it.</summary>
public sealed class LogCollector : ILoggerProvider, ISupportExternalScope
{
    private readonly ConcurrentQueue<LogEntry> _entries = new();
    private IExternalScopeProvider? _scopes;

    /// <summary>The entries so far, oldest first.</summary>
    public IReadOnlyList<LogEntry> Entries => [.. _entries];

    public ILogger CreateLogger(string categoryName) => new CollectingLogger(categoryName, _entries, () => _scopes);

    public void SetScopeProvider(IExternalScopeProvider scopeProvider) => _scopes = scopeProvider;

    /// <summary>The first entry that matches, now or within <see cref="Poll.Patience"/>; the test fails when none comes.</summary>
    public async Task<LogEntry> WaitForAsync(Func<LogEntry, bool> predicate, string what = "a matching log entry is written")
    {
        await Poll.UntilAsync(() => _entries.Any(predicate), what);
        return _entries.First(predicate);
    }

    public void Clear() => _entries.Clear();

    public void Dispose()
    {
        // Entries stay readable after the host that logged them is gone.
    }

    private sealed class CollectingLogger(string category, ConcurrentQueue<LogEntry> entries, Func<IExternalScopeProvider?> scopes)
        : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel != LogLevel.None;

        public void Log<TState>(
            LogLevel logLevel,
            EventId eventId,
            TState state,
            Exception? exception,
            Func<TState, Exception?, string> formatter)
        {
            var pairs = state as IEnumerable<KeyValuePair<string, object?>> ?? [];
            entries.Enqueue(new LogEntry(category, logLevel, eventId, formatter(state, exception), [.. pairs], exception)
            {
                TraceId = TraceId(),
            });
        }

        private string? TraceId()
        {
            List<string?> found = [];
            scopes()?.ForEachScope(
                static (scope, found) => found.AddRange(
                    (scope as IEnumerable<KeyValuePair<string, object?>> ?? [])
                        .Where(pair => pair.Key == "TraceId").Select(pair => pair.Value?.ToString())),
                found);
            return found.Count > 0 ? found[0] : null;
        }
    }
}

/// <summary>One line of the log, before it became text.</summary>
/// <param name="Category">The logger's category.</param>
/// <param name="Level">The level.</param>
/// <param name="EventId">The event's id and name.</param>
/// <param name="Message">The formatted sentence.</param>
/// <param name="State">The named values, in order, the message template last.</param>
/// <param name="Exception">The exception, if one was logged.</param>
public sealed record LogEntry(
    string Category,
    LogLevel Level,
    EventId EventId,
    string Message,
    IReadOnlyList<KeyValuePair<string, object?>> State,
    Exception? Exception)
{
    /// <summary>The trace that was current.</summary>
    public string? TraceId { get; init; }

    /// <summary>A named value of the entry, or null when there is none.</summary>
    public object? this[string name] =>
        State.FirstOrDefault(pair => pair.Key.Equals(name, StringComparison.Ordinal)).Value;
}
