using System.Buffers.Binary;
using System.Text;

namespace Gateway.Security.Certificates;

/// <summary>What the first message of a TLS client says of the server it wants. Closed: one of the nested records.</summary>
internal abstract record ClientHello
{
    private const int RecordHeader = 5;
    private const int HandshakeHeader = 4;
    private const int VersionAndRandom = 34;
    private const byte HandshakeRecord = 22;
    private const byte ClientHelloMessage = 1;
    private const ushort ServerNameExtension = 0;
    private const byte HostNameType = 0;

    private ClientHello()
    {
    }

    /// <summary>It names a server.</summary>
    /// <param name="ServerName">The name as sent.</param>
    public sealed record Named(string ServerName) : ClientHello;

    /// <summary>It names none.</summary>
    public sealed record Nameless : ClientHello;

    /// <summary>It cannot be read here, for instance because it goes on in a second record.</summary>
    public sealed record Unreadable : ClientHello;

    /// <summary>Reads the first record of a connection (RFC 8446 §4.1.2, RFC 6066 §3). Never throws.</summary>
    /// <param name="record">The bytes as they arrived.</param>
    public static ClientHello Read(ReadOnlySpan<byte> record)
    {
        if (record.Length < RecordHeader + HandshakeHeader + VersionAndRandom
            || record[0] != HandshakeRecord
            || record[RecordHeader] != ClientHelloMessage)
        {
            return new Unreadable();
        }

        // The message's own length: what is cut off, or goes on in another record, is not to be taken for a message without names.
        var message = record[(RecordHeader + HandshakeHeader)..];
        var length = (record[RecordHeader + 1] << 16) | BinaryPrimitives.ReadUInt16BigEndian(record[(RecordHeader + 2)..]);
        if (length < VersionAndRandom || length > message.Length)
        {
            return new Unreadable();
        }

        var rest = message[VersionAndRandom..length];
        return TryTake(ref rest, lengthBytes: 1, out _) // legacy_session_id
            && TryTake(ref rest, lengthBytes: 2, out _) // cipher_suites
            && TryTake(ref rest, lengthBytes: 1, out _) // legacy_compression_methods
                ? ReadExtensions(rest)
                : new Unreadable();
    }

    private static ClientHello ReadExtensions(ReadOnlySpan<byte> rest)
    {
        // TLS 1.2 allows a ClientHello without extensions (RFC 5246 §7.4.1.2).
        if (rest.IsEmpty)
        {
            return new Nameless();
        }

        if (!TryTake(ref rest, lengthBytes: 2, out var extensions))
        {
            return new Unreadable();
        }

        while (!extensions.IsEmpty)
        {
            if (extensions.Length < 2)
            {
                return new Unreadable();
            }

            var type = BinaryPrimitives.ReadUInt16BigEndian(extensions);
            extensions = extensions[2..];
            if (!TryTake(ref extensions, lengthBytes: 2, out var content))
            {
                return new Unreadable();
            }

            if (type == ServerNameExtension)
            {
                return ReadNames(content);
            }
        }

        return new Nameless();
    }

    private static ClientHello ReadNames(ReadOnlySpan<byte> content)
    {
        if (!TryTake(ref content, lengthBytes: 2, out var names) || names.IsEmpty)
        {
            return new Unreadable();
        }

        var type = names[0];
        names = names[1..];
        return type == HostNameType
            && TryTake(ref names, lengthBytes: 2, out var name)
            && !name.ContainsAnyExceptInRange((byte)'!', (byte)'~')
            ? new Named(Encoding.ASCII.GetString(name))
            : new Unreadable();
    }

    // A vector: its length in one or two bytes, then its content (RFC 8446 §3.4).
    private static bool TryTake(ref ReadOnlySpan<byte> from, int lengthBytes, out ReadOnlySpan<byte> content)
    {
        content = default;
        if (from.Length < lengthBytes)
        {
            return false;
        }

        var length = lengthBytes == 1 ? from[0] : BinaryPrimitives.ReadUInt16BigEndian(from);
        if (from.Length < lengthBytes + length)
        {
            return false;
        }

        content = from.Slice(lengthBytes, length);
        from = from[(lengthBytes + length)..];
        return true;
    }
}
