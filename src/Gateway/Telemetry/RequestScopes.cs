using System.Diagnostics;

namespace Gateway.Telemetry;

/// <summary>
/// Puts the trace id on each log line that belongs to a request, also where no span carries it, beside the scopes that code opens.
/// The logger factory's own provider knows spans only.
/// </summary>
internal sealed class RequestScopes : IExternalScopeProvider
{
    /// <summary>The name that the .NET logging providers give it.</summary>
    private const string Name = "TraceId";

    private readonly LoggerExternalScopeProvider _opened = new();

    /// <inheritdoc/>
    public void ForEachScope<TState>(Action<object?, TState> callback, TState state)
    {
        ArgumentNullException.ThrowIfNull(callback);
        var trace = RequestLogLevel.Current?.TraceId ?? Activity.Current?.TraceId.ToHexString();
        if (trace is not null)
        {
            callback(new KeyValuePair<string, object?>[] { new(Name, trace) }, state);
        }

        _opened.ForEachScope(callback, state);
    }

    /// <inheritdoc/>
    public IDisposable Push(object? state) => _opened.Push(state);
}
