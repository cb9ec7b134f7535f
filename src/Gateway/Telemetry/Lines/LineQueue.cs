using System.Collections.Concurrent;

namespace Gateway.Telemetry.Lines;

/// <summary>
/// Lines on their way to the outputs of the process. One thread writes in one go whatever has come since it wrote last: the platform's
/// console wakes its thread and calls the system for each line alone, and in an outage each request has one.
/// </summary>
internal sealed class LineQueue : IDisposable
{
    /// <summary>Who takes no lines for this long at the end of the process gets no more of them.</summary>
    private static readonly TimeSpan LongestFarewell = TimeSpan.FromSeconds(1.5);

    /// <summary>Some hundred access lines.</summary>
    private const int BufferedCharacters = 64 * 1024;

    private readonly BlockingCollection<Line> _lines;
    private readonly StreamWriter _output;
    private readonly StreamWriter _errors;
    private readonly Thread _thread;
    private int _dropped;

    /// <summary>Makes the queue and begins to write.</summary>
    /// <param name="length">How many lines wait at most.</param>
    /// <param name="output">Where lines go.</param>
    /// <param name="errors">Where those go that the settings want in standard error.</param>
    public LineQueue(int length, Stream output, Stream errors)
    {
        _lines = new BlockingCollection<Line>(length);
        (_output, _errors) = (Buffered(output), Buffered(errors));
        _thread = new Thread(WriteAll) { IsBackground = true, Name = "log lines" };
        _thread.Start();
    }

    /// <summary>Takes a line.</summary>
    /// <param name="line">The line.</param>
    /// <param name="mayDrop">
    /// Whether it is dropped, and counted, when too many wait. Otherwise the caller waits, too: no line is lost, and a reader that does
    /// not keep up slows down requests.
    /// </param>
    public void Add(Line line, bool mayDrop)
    {
        try
        {
            if (!mayDrop)
            {
                _lines.Add(line);
            }
            else if (!_lines.TryAdd(line))
            {
                Interlocked.Increment(ref _dropped);
            }
        }
        catch (InvalidOperationException)
        {
            // Nothing is taken after the end of the process has begun.
        }
    }

    /// <summary>Writes what waits.</summary>
    public void Dispose()
    {
        _lines.CompleteAdding();
        _thread.Join(LongestFarewell);
    }

    private static StreamWriter Buffered(Stream stream) => new(stream, bufferSize: BufferedCharacters);

    private void WriteAll()
    {
        while (_lines.TryTake(out var line, Timeout.Infinite))
        {
            try
            {
                WriteFrom(line);
            }
            catch (IOException)
            {
                // The reader has gone, or its disk is full: requests go on, without their lines.
            }
        }
    }

    private void WriteFrom(Line first)
    {
        var line = first;
        do
        {
            (line.IsForErrors ? _errors : _output).Write(line.Text);
        }
        while (_lines.TryTake(out line));

        if (Interlocked.Exchange(ref _dropped, 0) is > 0 and var dropped)
        {
            _errors.WriteLine($"{dropped} log lines were dropped: more waited than Logging:Console:MaxQueueLength allows.");
        }

        _output.Flush();
        _errors.Flush();
    }
}

/// <summary>A line of the log, with its end.</summary>
/// <param name="Text">What is written.</param>
/// <param name="IsForErrors">Whether it goes to standard error.</param>
internal readonly record struct Line(string Text, bool IsForErrors);
