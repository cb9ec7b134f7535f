using System.Globalization;
using System.Text;

namespace Gateway.Fuzz.Wire;

/// <summary>Reads messages of HTTP/1.1 off a stream, octets as Latin-1.</summary>
internal sealed class WireReader(Stream stream, CancellationToken cancellationToken)
{
    private readonly byte[] _buffer = new byte[16 * 1024];
    private int _start;
    private int _end;

    /// <summary>A header section with the line that begins it; null at the end of the stream.</summary>
    public async Task<string?> ReadHeadAsync()
    {
        var text = new StringBuilder();
        while (await ReadLineAsync() is { } line)
        {
            text.Append(line);
            if (line == "\r\n" && text.Length > 2)
            {
                return text.ToString();
            }
        }

        return null;
    }

    /// <summary>Reads a body past; false when the stream ends in it.</summary>
    public async Task<bool> SkipBodyAsync(long length, bool isChunked) =>
        (isChunked ? await ReadChunksAsync() : await ReadAsync(length)) is not null;

    /// <summary>So many octets; null when the stream ends before.</summary>
    public async Task<string?> ReadAsync(long length)
    {
        var text = new StringBuilder();
        while (length > 0)
        {
            if (_start == _end && !await FillAsync())
            {
                return null;
            }

            var count = (int)Math.Min(length, _end - _start);
            text.Append(Encoding.Latin1.GetString(_buffer, _start, count));
            _start += count;
            length -= count;
        }

        return text.ToString();
    }

    /// <summary>A chunked body; null when the stream ends in it.</summary>
    /// <exception cref="InvalidDataException">A chunk is not of that form.</exception>
    public async Task<string?> ReadChunksAsync()
    {
        var text = new StringBuilder();
        while (await ReadLineAsync() is { } line)
        {
            var digits = line.AsSpan().TrimEnd("\r\n");
            if (digits.Length != line.Length - 2
                || !long.TryParse(digits, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var size))
            {
                throw new InvalidDataException($"A chunk begins with '{line}'");
            }

            if (size == 0)
            {
                return await ReadLineAsync() is "\r\n" ? text.ToString() : null;
            }

            text.Append(await ReadAsync(size));
            if (await ReadLineAsync() is not "\r\n")
            {
                return null;
            }
        }

        return null;
    }

    private async Task<string?> ReadLineAsync()
    {
        var line = new StringBuilder();
        while (_start < _end || await FillAsync())
        {
            var letter = (char)_buffer[_start++];
            line.Append(letter);
            if (letter == '\n')
            {
                return line.ToString();
            }
        }

        return null;
    }

    private async Task<bool> FillAsync()
    {
        (_start, _end) = (0, await stream.ReadAsync(_buffer, cancellationToken));
        return _end > 0;
    }
}
