namespace Gateway.Certificates;

/// <summary>
/// Something that was read from files and is read again when those change. What the files hold then and cannot be used leaves in force
/// what was there before.
/// </summary>
internal interface IReadFromFiles
{
    /// <summary>The files.</summary>
    IEnumerable<string> Files { get; }

    /// <summary>Why what the files hold now is not what is in force; null when it is.</summary>
    string? Fault { get; }

    /// <summary>Reads them again.</summary>
    void Reload();
}

/// <summary>Looks every second, from the start on, whether files have changed: a rotation takes no restart.</summary>
/// <param name="time">The clock of the looks.</param>
internal abstract class FileReloads(TimeProvider time) : BackgroundService
{
    private readonly FileContents _contents = new();

    /// <summary>Looks at everything that is looked after at this moment.</summary>
    protected abstract void Look();

    /// <inheritdoc cref="FileContents.HaveChanged"/>
    protected bool HaveChanged(object owner, IEnumerable<string> files, out bool isFirst) =>
        _contents.HaveChanged(owner, files, out isFirst);

    /// <summary>Has one read again when its files have changed.</summary>
    /// <param name="one">What is looked at.</param>
    /// <param name="stale">Says that what the files hold cannot be used, and why.</param>
    /// <param name="read">Says that it is in force; not after the first look, which comes right after the first reading.</param>
    protected void Follow(IReadFromFiles one, Action<string> stale, Action read)
    {
        if (!HaveChanged(one, one.Files, out var isFirst))
        {
            return;
        }

        one.Reload();
        if (one.Fault is { } fault)
        {
            stale(fault);
        }
        else if (!isFirst)
        {
            read();
        }
    }

    /// <inheritdoc/>
    protected sealed override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(FileContents.Interval, time);
        do
        {
            Look();
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }
}
