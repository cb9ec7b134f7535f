using System.Buffers;
using System.IO.Pipelines;
using System.Text;

namespace Gateway.TestKit.Upstream;

/// <summary>
/// Listens in on what a connection receives, after TLS: the server's own collection of headers knows neither their order nor
/// their spelling, and those are what a test of byte-exact forwarding is about.
/// </summary>
internal sealed class ConnectionTap(PipeReader inner) : PipeReader
{
    /// <summary>More than the largest head the server accepts, so that a head is whole in the window when its request begins.</summary>
    private const int Window = 256 * 1024;

    private readonly Lock _lock = new();
    private readonly StringBuilder _received = new();
    private ReadOnlySequence<byte> _current;
    private long _heard;

    /// <summary>Takes the header lines of the request that just began; null when they are not there, as in HTTP/2.</summary>
    public IReadOnlyList<KeyValuePair<string, string>>? TakeHead(string method, string rawTarget)
    {
        lock (_lock)
        {
            var text = _received.ToString();
            var start = text.IndexOf($"{method} {rawTarget} HTTP/1.", StringComparison.Ordinal);
            var end = start < 0 ? -1 : text.IndexOf("\r\n\r\n", start, StringComparison.Ordinal);
            if (end < 0)
            {
                return null;
            }

            _received.Remove(0, end + 4);
            return [.. text[start..end].Split("\r\n").Skip(1).Select(Parse)];
        }
    }

    public override void AdvanceTo(SequencePosition consumed) => AdvanceTo(consumed, consumed);

    public override void AdvanceTo(SequencePosition consumed, SequencePosition examined)
    {
        _heard -= _current.Slice(_current.Start, consumed).Length;
        inner.AdvanceTo(consumed, examined);
    }

    public override async ValueTask<ReadResult> ReadAsync(CancellationToken cancellationToken = default)
    {
        var result = await inner.ReadAsync(cancellationToken);
        Listen(result.Buffer);
        return result;
    }

    public override bool TryRead(out ReadResult result)
    {
        var isRead = inner.TryRead(out result);
        if (isRead)
        {
            Listen(result.Buffer);
        }

        return isRead;
    }

    public override void CancelPendingRead() => inner.CancelPendingRead();

    public override void Complete(Exception? exception = null) => inner.Complete(exception);

    public override ValueTask CompleteAsync(Exception? exception = null) => inner.CompleteAsync(exception);

    /// <summary>Copies what is new, before the server sees it: Kestrel decodes the path in place, over the bytes that were sent.</summary>
    private void Listen(ReadOnlySequence<byte> buffer)
    {
        lock (_lock)
        {
            foreach (var segment in buffer.Slice(_heard))
            {
                _received.Append(Encoding.Latin1.GetString(segment.Span));
            }

            // Trimmed at twice the window, so that a long body is not moved for each of its segments.
            if (_received.Length > 2 * Window)
            {
                _received.Remove(0, _received.Length - Window);
            }
        }

        _heard = buffer.Length;
        _current = buffer;
    }

    private static KeyValuePair<string, string> Parse(string line)
    {
        var colon = line.IndexOf(':', StringComparison.Ordinal);
        return new KeyValuePair<string, string>(line[..colon], line[(colon + 1)..].Trim());
    }
}

/// <summary>A transport whose receiving half is tapped.</summary>
/// <param name="Input">The tapped half.</param>
/// <param name="Output">The other half, as it was.</param>
internal sealed record TappedTransport(PipeReader Input, PipeWriter Output) : IDuplexPipe;
