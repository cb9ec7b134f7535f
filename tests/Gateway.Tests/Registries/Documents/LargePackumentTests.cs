using System.Globalization;
using System.IO.Pipelines;
using System.Text;
using System.Text.Json;
using Gateway.Registries.Documents;
using Xunit;

namespace Gateway.Tests.Registries.Documents;

public sealed class LargePackumentTests
{
    /// <summary>What the largest packuments of the wild have.</summary>
    private const int Length = 31_000_000;

    [Fact]
    public async Task ThirtyOneMegabytes_Rewritten_TakeABlockAndBeginBeforeTheEnd()
    {
        var (document, versions) = Make();
        var source = new ChunkedStream(document, 16 << 10);
        var sink = new WatchingStream(source);
        var writer = PipeWriter.Create(sink, new StreamPipeWriterOptions(leaveOpen: true));
        var rewriter = new JsonStringRewriter(RewrittenDocument.RuleFor("big"), DocumentLimits.Upstream);
        var before = GC.GetAllocatedBytesForCurrentThread();

        var rewriting = rewriter.RewriteAsync(source, writer, flushAt: 1, TestContext.Current.CancellationToken);
        var allocated = GC.GetAllocatedBytesForCurrentThread() - before;

        // Neither side ever waits, so all of it has run here. By design it takes a pooled block, pooled output segments and a few strings
        // for each URL: nothing that grows with the document.
        Assert.True(rewriting.IsCompleted);
        await rewriting;
        await writer.CompleteAsync();
        Assert.True(allocated < (4 << 20) + (versions * 4096L), $"{allocated} bytes were allocated.");
        Assert.True(sink.GivenAtFirstWrite < 256 << 10, $"{sink.GivenAtFirstWrite} bytes were read before the first was written.");
        var longer = RewrittenDocument.PublicBase.Length - "http://registry.internal:4873/npm".Length;
        Assert.Equal(document.Length + (versions * longer), sink.Written);
    }

    [Fact]
    public async Task LargePackument_Rewritten_LeadsEveryTarballToTheGateway()
    {
        var (document, versions) = Make();

        using var result = JsonDocument.Parse(await RewrittenDocument.Of(RewrittenDocument.RuleFor("big"), document));

        var tarballs = result.RootElement.GetProperty("versions").EnumerateObject()
            .Select(version => version.Value.GetProperty("dist").GetProperty("tarball").GetString()!)
            .ToList();
        Assert.Equal(versions, tarballs.Count);
        Assert.All(tarballs, tarball => Assert.StartsWith($"{RewrittenDocument.PublicBase}/big/-/big-", tarball, StringComparison.Ordinal));
    }

    private static (byte[] Document, int Versions) Make()
    {
        var text = new StringBuilder("{\"_id\":\"big\",\"versions\":{");
        var dependencies = string.Join(',', Enumerable.Range(0, 40).Select(index => $"\"dependency-{index}\":\"^{index}.1.2\""));
        var description = new string('d', 900);
        var versions = 0;
        while (text.Length < Length)
        {
            text.Append(versions == 0 ? "" : ",")
                .Append(CultureInfo.InvariantCulture, $"\"1.{versions}.0\":{{\"name\":\"big\",\"version\":\"1.{versions}.0\",")
                .Append(CultureInfo.InvariantCulture, $"\"dependencies\":{{{dependencies}}},\"description\":\"{description}\",")
                .Append(CultureInfo.InvariantCulture, $"\"dist\":{{\"integrity\":\"sha512-{new string('A', 86)}==\",\"tarball\":")
                .Append(CultureInfo.InvariantCulture, $"\"http://registry.internal:4873/npm/big/-/big-1.{versions}.0.tgz\"}}}}");
            versions++;
        }

        return (Encoding.UTF8.GetBytes(text.Append("}}").ToString()), versions);
    }

    /// <summary>Remembers how much had been read when the first byte was written.</summary>
    private sealed class WatchingStream(ChunkedStream source) : Stream
    {
        public long Written { get; private set; }

        public int GivenAtFirstWrite { get; private set; } = -1;

        public override bool CanRead => false;

        public override bool CanSeek => false;

        public override bool CanWrite => true;

        public override long Length => throw new NotSupportedException();

        public override long Position
        {
            get => throw new NotSupportedException();
            set => throw new NotSupportedException();
        }

        public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
        {
            GivenAtFirstWrite = GivenAtFirstWrite < 0 ? source.Given : GivenAtFirstWrite;
            Written += buffer.Length;
            return ValueTask.CompletedTask;
        }

        public override Task FlushAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public override void Flush() => throw new NotSupportedException();

        public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}
