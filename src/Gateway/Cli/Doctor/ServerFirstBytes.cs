using System.Text;

namespace Gateway.Cli.Doctor;

/// <summary>What a server's first bytes after a ClientHello are. Closed: one of the nested records.</summary>
internal abstract record ServerFirstBytes
{
    // RFC 8446 §5.1: the types of records; §4: of handshake messages.
    private const byte AlertRecord = 21;
    private const byte HandshakeRecord = 22;
    private const byte ServerHello = 2;

    private ServerFirstBytes()
    {
    }

    /// <summary>Nothing came.</summary>
    public sealed record Nothing : ServerFirstBytes;

    /// <summary>The server does not speak TLS but HTTP.</summary>
    public sealed record PlainHttp : ServerFirstBytes;

    /// <summary>The server ended the handshake with an alert.</summary>
    /// <param name="Description">The number of RFC 8446 §6.2.</param>
    public sealed record Alert(byte Description) : ServerFirstBytes
    {
        /// <summary>The server wants another version of TLS.</summary>
        public const byte ProtocolVersion = 70;

        /// <summary>No cipher, or no certificate, suits both.</summary>
        public const byte HandshakeFailure = 40;

        /// <summary>The server has no certificate for the name.</summary>
        public const byte UnrecognizedName = 112;

        /// <summary>The server insists on a client certificate.</summary>
        public const byte CertificateRequired = 116;
    }

    /// <summary>The server began a handshake.</summary>
    /// <param name="Minor">The second byte of its version: 1 is TLS 1.0, 2 is 1.1, 3 is 1.2 and later (RFC 8446 §4.1.3).</param>
    public sealed record Hello(byte Minor) : ServerFirstBytes;

    /// <summary>The server speaks another protocol.</summary>
    /// <param name="Line">The first line of what it says.</param>
    public sealed record Greeting(string Line) : ServerFirstBytes;

    /// <summary>Something else.</summary>
    public sealed record Other : ServerFirstBytes;

    /// <summary>Reads the bytes.</summary>
    public static ServerFirstBytes Of(ReadOnlySpan<byte> bytes)
    {
        if (bytes.IsEmpty)
        {
            return new Nothing();
        }

        if (bytes.StartsWith("HTTP/"u8))
        {
            return new PlainHttp();
        }

        // type, version (2), length (2), then the fragment: an alert's level and description, or a message's type, length (3) and version.
        return bytes switch
        {
            [AlertRecord, 3, _, 0, 2, _, var description, ..] => new Alert(description),
            [HandshakeRecord, 3, _, _, _, ServerHello, _, _, _, 3, var minor, ..] => new Hello(minor),
            _ => LineOf(bytes) is { } line ? new Greeting(line) : new Other(),
        };
    }

    // SSH (RFC 4253 section 4.2), SMTP, FTP, IMAP and POP begin with a line of text.
    private static string? LineOf(ReadOnlySpan<byte> bytes)
    {
        var end = bytes.IndexOfAny((byte)'\r', (byte)'\n');
        var line = end < 0 ? bytes : bytes[..end];
        return line.Length > 2 && !line.ContainsAnyExceptInRange((byte)' ', (byte)'~') ? Encoding.ASCII.GetString(line) : null;
    }
}
