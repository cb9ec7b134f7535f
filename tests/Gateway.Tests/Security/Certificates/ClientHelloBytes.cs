using System.Net.Security;
using Xunit;

namespace Gateway.Tests.Security.Certificates;

/// <summary>The first message of a real TLS client.</summary>
internal static class ClientHelloBytes
{
    /// <summary>What a client sends that asks for a host.</summary>
    public static async Task<byte[]> ForAsync(string host)
    {
        await using var recorder = new RecordingStream();
        await using var client = new SslStream(recorder);
        await Assert.ThrowsAnyAsync<Exception>(() => client.AuthenticateAsClientAsync(host));
        return recorder.Written.ToArray();
    }

    /// <summary>Keeps what is written and has nothing to read.</summary>
    private sealed class RecordingStream : Stream
    {
        public MemoryStream Written { get; } = new();

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => true;

        public override long Length => throw new NotSupportedException();

        public override long Position
        {
            get => throw new NotSupportedException();
            set => throw new NotSupportedException();
        }

        public override void Flush()
        {
        }

        public override int Read(byte[] buffer, int offset, int count) => 0;

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => Written.Write(buffer, offset, count);
    }
}
