using System.Globalization;
using System.Text;

namespace Gateway.TestKit.RawHttp;

/// <summary>Reads HTTP/1.1 responses from a stream by the framing rules of RFC 9112 §6.3.</summary>
internal sealed class RawResponseReader(Stream stream)
{
    private readonly byte[] _buffer = new byte[16 * 1024];
    private int _start;
    private int _end;

    public async Task<RawResponse> ReadAsync(bool isHead, CancellationToken cancellationToken)
    {
        var statusLine = await ReadLineAsync(cancellationToken)
            ?? throw new EndOfStreamException("The connection ended before a response began.");
        var headers = await ReadLinesAsync(cancellationToken);
        var head = new RawResponse(statusLine, headers, [], IsComplete: true, []);
        if (isHead || head.Status is < 200 or 204 or 304)
        {
            return head;
        }

        if (head.Values("Transfer-Encoding").Any(value => value.EndsWith("chunked", StringComparison.OrdinalIgnoreCase)))
        {
            return await ReadChunkedAsync(head, cancellationToken);
        }

        if (head.Value("Content-Length") is not { } length)
        {
            return head with { Body = await ReadUntilEndAsync(cancellationToken) };
        }

        var declared = int.Parse(length, NumberStyles.None, CultureInfo.InvariantCulture);
        var body = await ReadUpToAsync(declared, cancellationToken);
        return head with { Body = body, IsComplete = body.Length == declared };
    }

    /// <summary>What is buffered, or else the next bytes of the stream.</summary>
    public async Task<byte[]> ReadSomeAsync(CancellationToken cancellationToken)
    {
        if (!await FillAsync(cancellationToken))
        {
            return [];
        }

        var bytes = _buffer[_start.._end];
        _start = _end;
        return bytes;
    }

    private async Task<RawResponse> ReadChunkedAsync(RawResponse head, CancellationToken cancellationToken)
    {
        using var body = new MemoryStream();
        while (await ReadLineAsync(cancellationToken) is { } sizeLine)
        {
            var size = int.Parse(sizeLine.Split(';')[0].Trim(), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);
            if (size == 0)
            {
                var trailers = await ReadLinesAsync(cancellationToken);
                return head with { Body = body.ToArray(), TrailerLines = trailers };
            }

            var chunk = await ReadUpToAsync(size, cancellationToken);
            body.Write(chunk);
            if (chunk.Length < size || await ReadLineAsync(cancellationToken) is null)
            {
                break;
            }
        }

        return head with { Body = body.ToArray(), IsComplete = false };
    }

    private async Task<byte[]> ReadUpToAsync(int count, CancellationToken cancellationToken)
    {
        using var body = new MemoryStream();
        while (body.Length < count && await FillAsync(cancellationToken))
        {
            var taken = Math.Min(count - (int)body.Length, _end - _start);
            body.Write(_buffer, _start, taken);
            _start += taken;
        }

        return body.ToArray();
    }

    private async Task<byte[]> ReadUntilEndAsync(CancellationToken cancellationToken) =>
        await ReadUpToAsync(int.MaxValue, cancellationToken);

    private async Task<IReadOnlyList<string>> ReadLinesAsync(CancellationToken cancellationToken)
    {
        var lines = new List<string>();
        while (await ReadLineAsync(cancellationToken) is { Length: > 0 } line)
        {
            lines.Add(line);
        }

        return lines;
    }

    private async Task<string?> ReadLineAsync(CancellationToken cancellationToken)
    {
        var line = new StringBuilder();
        while (await FillAsync(cancellationToken))
        {
            var letter = (char)_buffer[_start++];
            if (letter == '\n')
            {
                return line.ToString().TrimEnd('\r');
            }

            line.Append(letter);
        }

        return line.Length == 0 ? null : line.ToString();
    }

    /// <summary>True while there are bytes to take. A reset counts as an end: the body is then incomplete.</summary>
    private async ValueTask<bool> FillAsync(CancellationToken cancellationToken)
    {
        if (_start < _end)
        {
            return true;
        }

        try
        {
            _start = 0;
            _end = await stream.ReadAsync(_buffer, cancellationToken);
        }
        catch (IOException)
        {
            _end = 0;
        }

        return _end > 0;
    }
}
