using System.Buffers;
using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text;

namespace Gateway.HttpCache.Storage.OnDisk;

/// <summary>
/// Writes numbers and texts as bytes, each so that its end is known: what is written one after the other cannot be read another way.
/// </summary>
internal sealed class ByteWriter
{
    private readonly ArrayBufferWriter<byte> _output = new(512);

    public ReadOnlySpan<byte> Written => _output.WrittenSpan;

    public byte[] ToArray() => _output.WrittenSpan.ToArray();

    /// <summary>A number that is mostly small, seven bits to a byte.</summary>
    public void Number(int value)
    {
        var rest = (uint)value;
        var span = _output.GetSpan(5);
        var at = 0;
        while (rest >= 0x80)
        {
            span[at++] = (byte)(rest | 0x80);
            rest >>= 7;
        }

        span[at++] = (byte)rest;
        _output.Advance(at);
    }

    /// <summary>A number of eight bytes.</summary>
    public void Fixed(long value)
    {
        BinaryPrimitives.WriteInt64LittleEndian(_output.GetSpan(sizeof(long)), value);
        _output.Advance(sizeof(long));
    }

    /// <summary>
    /// A text. Header fields are Latin-1, a byte to a character; anything else is written as its 16-bit characters, which,
    /// unlike UTF-8, also keeps what is no valid Unicode. The low bit of the length tells which.
    /// </summary>
    public void Text(string value)
    {
        var wide = value.AsSpan().ContainsAnyExceptInRange('\0', '\u00ff');
        Number((value.Length << 1) | (wide ? 1 : 0));
        if (!wide)
        {
            _output.Advance(Encoding.Latin1.GetBytes(value, _output.GetSpan(value.Length + 1)));
            return;
        }

        foreach (var character in value)
        {
            BinaryPrimitives.WriteUInt16LittleEndian(_output.GetSpan(sizeof(char)), character);
            _output.Advance(sizeof(char));
        }
    }
}

/// <summary>Reads what <see cref="ByteWriter"/> wrote. Input that cannot be it sets <see cref="Failed"/>; nothing throws.</summary>
[StructLayout(LayoutKind.Auto)]
internal ref struct ByteReader(ReadOnlySpan<byte> input)
{
    private ReadOnlySpan<byte> _rest = input;

    public bool Failed { get; private set; }

    public readonly bool AtEnd => _rest.IsEmpty;

    public int Number()
    {
        var value = 0u;
        for (var shift = 0; shift < 35; shift += 7)
        {
            var part = Take(1);
            if (part.IsEmpty)
            {
                return 0;
            }

            value |= (uint)(part[0] & 0x7f) << shift;
            if (part[0] < 0x80)
            {
                return (int)value;
            }
        }

        Failed = true;
        return 0;
    }

    public long Fixed()
    {
        var part = Take(sizeof(long));
        return part.IsEmpty ? 0 : BinaryPrimitives.ReadInt64LittleEndian(part);
    }

    public string Text()
    {
        var prefix = (uint)Number();
        var length = (int)(prefix >> 1);
        if ((prefix & 1) == 0)
        {
            return Encoding.Latin1.GetString(Take(length));
        }

        var part = length <= _rest.Length / sizeof(char) ? Take(length * sizeof(char)) : Take(int.MaxValue);
        var characters = new char[part.Length / sizeof(char)];
        for (var i = 0; i < characters.Length; i++)
        {
            characters[i] = (char)BinaryPrimitives.ReadUInt16LittleEndian(part[(i * sizeof(char))..]);
        }

        return new string(characters);
    }

    private ReadOnlySpan<byte> Take(int count)
    {
        if ((uint)count > (uint)_rest.Length)
        {
            Failed = true;
            _rest = default;
            return default;
        }

        var taken = _rest[..count];
        _rest = _rest[count..];
        return taken;
    }
}
