using System.Buffers.Binary;
using System.Globalization;
using System.Net.Sockets;
using System.Text;
using Gateway.TestKit;

namespace Gateway.IntegrationTests.Security.Attacks;

/// <summary>One HTTP/2 request of any fields, written frame by frame: a client library would refuse to send most of them.</summary>
internal static class Http2Wire
{
    private const byte Headers = 1;
    private const byte Reset = 3;
    private const byte Settings = 4;
    private const byte GoAway = 7;
    private const byte EndStreamAndHeaders = 5;

    /// <summary>What comes of a request: the status, <c>reset</c> or <c>goaway</c> with the error code, or <c>closed</c>.</summary>
    public static async Task<string> OutcomeAsync(Uri address, IReadOnlyList<(string Name, string Value)> fields)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        patience.CancelAfter(Poll.Patience);
        using var tcp = new TcpClient();
        await tcp.ConnectAsync(address.Host, address.Port, patience.Token);
        var stream = tcp.GetStream();
        await stream.WriteAsync("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"u8.ToArray(), patience.Token);
        await stream.WriteAsync(Frame(Settings, 0, 0, []), patience.Token);
        await stream.WriteAsync(Frame(Headers, EndStreamAndHeaders, 1, Encode(fields)), patience.Token);
        try
        {
            return await ReadAsync(stream, patience.Token);
        }
        catch (Exception exception) when (exception is IOException or EndOfStreamException)
        {
            return "closed";
        }
    }

    private static async Task<string> ReadAsync(NetworkStream stream, CancellationToken cancellationToken)
    {
        var head = new byte[9];
        while (true)
        {
            await stream.ReadExactlyAsync(head, cancellationToken);
            var payload = new byte[(head[0] << 16) | (head[1] << 8) | head[2]];
            await stream.ReadExactlyAsync(payload, cancellationToken);
            switch (head[3])
            {
                case Headers:
                    return StatusOf(payload);
                case Reset:
                    return $"reset {BinaryPrimitives.ReadInt32BigEndian(payload).ToString(CultureInfo.InvariantCulture)}";
                case GoAway:
                    return $"goaway {BinaryPrimitives.ReadInt32BigEndian(payload.AsSpan(4)).ToString(CultureInfo.InvariantCulture)}";
            }
        }
    }

    /// <summary>The status comes first: a static index (RFC 7541 Appendix A, 8 to 14), or a literal of three digits.</summary>
    private static string StatusOf(byte[] block)
    {
        var at = 0;
        while ((block[at] & 0xE0) == 0x20)
        {
            at++;
        }

        string[] indexed = ["200", "204", "206", "304", "400", "404", "500"];
        return (block[at] & 0x80) != 0 ? indexed[(block[at] & 0x7F) - 8] : Encoding.ASCII.GetString(block, at + 2, 3);
    }

    /// <summary>Literals without indexing and without Huffman coding (RFC 7541 §6.2.2).</summary>
    public static byte[] Encode(IReadOnlyList<(string Name, string Value)> fields)
    {
        using var block = new MemoryStream();
        foreach (var (name, value) in fields)
        {
            block.WriteByte(0);
            foreach (var text in new[] { name, value })
            {
                // All of them are shorter than 127 bytes, so that the length takes one.
                block.WriteByte((byte)text.Length);
                block.Write(Encoding.Latin1.GetBytes(text));
            }
        }

        return block.ToArray();
    }

    public static byte[] Frame(byte type, byte flags, int streamId, byte[] payload)
    {
        var frame = new byte[9 + payload.Length];
        frame[0] = (byte)(payload.Length >> 16);
        BinaryPrimitives.WriteUInt16BigEndian(frame.AsSpan(1), (ushort)payload.Length);
        (frame[3], frame[4]) = (type, flags);
        BinaryPrimitives.WriteInt32BigEndian(frame.AsSpan(5), streamId);
        payload.CopyTo(frame, 9);
        return frame;
    }
}
