namespace Gateway.Configuration.Sources;

/// <summary>
/// Reads the configuration anew when one of its files changes, and hands every reading on, with its faults if it has any:
/// what is in force is replaced by the receiver, or stays.
/// </summary>
internal sealed class ConfigurationReloads : IDisposable
{
    /// <summary>Editors and deployment tools write a file in several steps that lie milliseconds apart; this waits for the last.</summary>
    public static readonly TimeSpan Settling = TimeSpan.FromMilliseconds(250);

    /// <summary>A folder where something is written all the time must not put the reading off for ever.</summary>
    public static readonly TimeSpan LongestSettling = TimeSpan.FromSeconds(2);

    /// <summary>
    /// File systems that tell nothing (network shares, some container mounts) and signals that were lost are looked after at this pace;
    /// it costs the reading of a few kilobytes.
    /// </summary>
    public static readonly TimeSpan RoutineCheck = TimeSpan.FromSeconds(30);

    private readonly ConfigurationSources _sources;
    private readonly ConfigurationReader _reader;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly Lock _gate = new();
    private readonly SemaphoreSlim _turn = new(1);
    private readonly ITimer _timer;
    private Func<ConfigurationReading, Task> _receive = _ => Task.CompletedTask;
    private FileChangeSignal? _signal;
    private DateTimeOffset? _firstChange;
    private bool _stopped;

    /// <summary>Prepares; nothing is watched before <see cref="Start"/>.</summary>
    /// <param name="sources">What is watched and read.</param>
    /// <param name="reader">Checks what is read.</param>
    /// <param name="time">The clock of the waiting.</param>
    /// <param name="logger">Where it says that a folder cannot be watched, or that a reading could not be put in force.</param>
    public ConfigurationReloads(
        ConfigurationSources sources, ConfigurationReader reader, TimeProvider time, ILogger<ConfigurationReloads> logger)
    {
        (_sources, _reader, _time, _logger) = (sources, reader, time, logger);
        _timer = time.CreateTimer(_ => _ = CheckAsync(), state: null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Begins to watch. What changed since the last reading of the sources is handed on soon after.</summary>
    /// <param name="receive">Gets every reading after a change, one at a time and in order. When it fails, that is logged.</param>
    public void Start(Func<ConfigurationReading, Task> receive)
    {
        _receive = receive;
        Watch();
        Changed();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        lock (_gate)
        {
            _stopped = true;
            _signal?.Dispose();
        }

        // The semaphore has no handle to give back as long as nobody asks for its wait handle; a check may still hold it.
        _timer.Dispose();
    }

    private void Watch()
    {
        lock (_gate)
        {
            if (_stopped)
            {
                return;
            }

            // Anew after each change: a link may now lead through other folders.
            _signal?.Dispose();
            _signal = FileChangeSignal.Watch(_sources.Files, Changed, failure => Log.FolderNotWatched(_logger, failure));
            _timer.Change(RoutineCheck, Timeout.InfiniteTimeSpan);
        }
    }

    private void Changed()
    {
        lock (_gate)
        {
            if (_stopped)
            {
                return;
            }

            var now = _time.GetUtcNow();
            _firstChange ??= now;
            var left = _firstChange.Value + LongestSettling - now;
            _timer.Change(left < TimeSpan.Zero ? TimeSpan.Zero : left < Settling ? left : Settling, Timeout.InfiniteTimeSpan);
        }
    }

    private async Task CheckAsync()
    {
        lock (_gate)
        {
            _firstChange = null;
        }

        await _turn.WaitAsync();
        try
        {
            Watch();
            if (_sources.HaveChanged())
            {
                await _receive(_sources.Read(_reader));
            }
        }
        catch (Exception exception)
        {
            // Nobody awaits a timer; the configuration that serves goes on serving.
            Log.ReloadFailed(_logger, exception);
        }
        finally
        {
            _turn.Release();
        }
    }
}
